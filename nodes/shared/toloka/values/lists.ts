/** Adds an entry to the list that a map has under a key. */
export function addTo<Key, Entry>(lists: Map<Key, Entry[]>, key: Key, entry: Entry): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [entry]);
	else list.push(entry);
}

/**
 * Texts of which only the first are shown: `a; b; and 3 more`.
 *
 * @param count how many there are in all.
 */
export function firstOf(shown: readonly string[], count: number): string {
	const more = count - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
