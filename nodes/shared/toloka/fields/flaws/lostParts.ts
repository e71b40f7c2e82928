import { INEXACT, isInexact, textFlaw } from './flaws';
import { textsWithin, valuesWithin } from '../../values/within';

/** Detects cells that lost their meaning within a text that an expression put together. */

/** What a number beyond 2^53 looks like in text; nearly all texts contain none. */
const LONG = /\d{16}|\de\+\d/;
/** What the cells in question have; nearly all texts have none of it. */
const SUSPECT = /#[\p{Lu}¡¿]|\\N|<NA>|E\+\d|:5\d\d/u;

/**
 * What is wrong with a text if an expression put a cell of the item into it that has lost digits or
 * its meaning: `id 152…`, `cat #N/A`. Nothing, if the item also has it as a part of a longer text,
 * or the expression itself has it.
 */
export function lostPart(text: unknown, expression: string, item: object): string | undefined {
	if (typeof text !== 'string') return undefined;
	return lostDigits(text, item) ?? lostCell(text, expression, item);
}

function lostDigits(text: string, item: object): string | undefined {
	if (!LONG.test(text)) return undefined;
	const values = valuesWithin(item);
	const lost = values.find(
		(value) => typeof value === 'number' && isInexact(value) && text.includes(String(value)),
	);
	if (lost === undefined) return undefined;
	const digits = String(lost);
	const isRight = values.some((value) => typeof value === 'string' && value.includes(digits));
	return isRight ? undefined : `has ${digits}, ${INEXACT}`;
}

/** A text that is such a cell and nothing else is judged by its field. */
function lostCell(text: string, expression: string, item: object): string | undefined {
	if (!SUSPECT.test(text)) return undefined;
	const cells = textsWithin(item).map((cell) => cell.trim());
	for (const cell of new Set(cells)) {
		if (cell === text.trim() || !text.includes(cell) || expression.includes(cell)) continue;
		const flaw = textFlaw(cell);
		const isWhole = flaw?.startsWith(`is ${cell},`) === true;
		if (!isWhole || cells.some((other) => other !== cell && other.includes(cell))) continue;
		return flaw.replace('is', 'has');
	}
	return undefined;
}
