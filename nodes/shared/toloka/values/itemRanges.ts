/** Input items as messages name them. */

const SHOWN_RANGES = 20;

/** `item 3`, or `items 0 to 3, 7`. */
export function namedItems(items: ReadonlySet<number>): string {
	return `${items.size === 1 ? 'item' : 'items'} ${rangesOf(items)}`;
}

/** `0 to 3, 7, 9 to 12`. */
export function rangesOf(items: Iterable<number>): string {
	const ranges: Array<[first: number, last: number]> = [];
	for (const item of [...items].sort((one, other) => one - other)) {
		const range = ranges[ranges.length - 1];
		if (range?.[1] === item - 1) range[1] = item;
		else ranges.push([item, item]);
	}
	const shown = ranges
		.slice(0, SHOWN_RANGES)
		.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`));
	const more = ranges.length - shown.length;
	return `${shown.join(', ')}${more > 0 ? `, and ${more} more ranges` : ''}`;
}
