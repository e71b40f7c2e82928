/** Adds an entry to the list under a key of a map. */
export function addTo<Key, Entry>(lists: Map<Key, Entry[]>, key: Key, entry: Entry): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [entry]);
	else list.push(entry);
}

/**
 * Returns a function that takes the next entry of a key's list. `shift` would move all remaining
 * entries each time.
 */
export function takingFrom<Key, Entry>(
	lists: ReadonlyMap<Key, readonly Entry[]>,
): (key: Key) => Entry | undefined {
	const places = new Map<Key, number>();
	return (key) => {
		const place = places.get(key) ?? 0;
		places.set(key, place + 1);
		return lists.get(key)?.[place];
	};
}

/** Most IDs that a message lists. */
const SHOWN_IDS = 10;

/** Joins words, of which only the first are shown: `a, b and 3 more`. */
export function listedFirst(words: readonly string[], most = SHOWN_IDS): string {
	const shown = words.slice(0, most).join(', ');
	return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}

/**
 * Joins the texts shown and the number of the others: `a; b; and 3 more`.
 *
 * @param count how many texts there are in all.
 */
export function firstOf(shown: readonly string[], count: number): string {
	const more = count - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
