import type { Field } from '../shared/n8n/parameters/readers';
import { readChoice } from '../shared/n8n/parameters/readers';
import { wholeNumberIn } from '../shared/toloka/values/numbers';

/** Priorities of a batch, in the order in which the panel shows them. */
export const PRIORITIES = [
	{ name: '1 (First)', value: 'ONE' },
	{ name: '2', value: 'TWO' },
	{ name: '3', value: 'THREE' },
	{ name: '4', value: 'FOUR' },
	{ name: '5 (Last)', value: 'FIVE' },
];
const NUMBERS = PRIORITIES.map((_one, index) => String(index + 1));

/** Reads a priority given as a number, as its name in the panel or as its value. */
export function readPriority(value: unknown, field: Field): string {
	const text = typeof value === 'string' ? value.trim() : value;
	const number = typeof text === 'string' ? wholeNumberIn(text) : text;
	const found = PRIORITIES.findIndex(
		(one, index) => one.name === text || one.value === text || index + 1 === number,
	);
	const given = found < 0 ? value : NUMBERS[found];
	return PRIORITIES[Number(readChoice(given, field, NUMBERS, '5')) - 1].value;
}
