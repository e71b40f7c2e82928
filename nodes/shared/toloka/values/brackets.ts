/** Clearly not in brackets: quoted entries, escaped commas, and a bracket that ends an entry: `:(`. */
const CLEAR = /(?<=^|,)\s*"(?:[^"]|"")*"\s*(?=,|$)|\\,|[([{](?=\s*(?:,|$))/g;

/** Whether a list as text has a comma within brackets: `cat (small, gray), dog`; `c(1, 2)` of R. */
export function hasCommaWithinBrackets(text: string): boolean {
	let open = 0;
	let isFound = false;
	for (const character of text.replace(CLEAR, '')) {
		if ('([{'.includes(character)) open++;
		else if (')]}'.includes(character)) {
			if (--open < 0) return false;
		} else if (character === ',' && open > 0) isFound = true;
	}
	return isFound && open === 0;
}
