/** A limit, as each of a million rows may have new names of columns. */
const MAX_KNOWN_NAMES = 10_000;

/**
 * Calls a function only once for each name: that of a column is the same in every row.
 *
 * @param known results for names that are already known; new ones are added.
 */
export function onceByName<Value>(
	make: (name: string) => Value,
	known = new Map<string, Value>(),
): (name: string) => Value {
	return (name) => {
		const found = known.get(name);
		if (found !== undefined || known.has(name)) return found as Value;
		const made = make(name);
		if (known.size < MAX_KNOWN_NAMES) known.set(name, made);
		return made;
	};
}
