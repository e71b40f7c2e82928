/** Names may be new in each row, and a million rows are read. */
const MAX_KNOWN_NAMES = 10_000;

/**
 * The same function, called once for each name: those of columns come again with every row.
 *
 * @param known what it gives for names that are known already; the others are added.
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
