import type { Field } from '../shared/n8n/readers';
import { readChoice } from '../shared/n8n/readers';
import { wholeNumberIn } from '../shared/toloka/values/numbers';

/** The priorities of a batch as the panel shows them, in their order. */
export const PRIORITIES = [
	{ name: '1 (First)', value: 'ONE' },
	{ name: '2', value: 'TWO' },
	{ name: '3', value: 'THREE' },
	{ name: '4', value: 'FOUR' },
	{ name: '5 (Last)', value: 'FIVE' },
];
const NUMBERS = PRIORITIES.map((_one, index) => String(index + 1));

/** A priority by its number, its name in the panel or its value. */
export function readPriority(value: unknown, field: Field): string {
	const text = typeof value === 'string' ? value.trim() : value;
	const number = typeof text === 'string' ? wholeNumberIn(text) : text;
	const found = PRIORITIES.findIndex(
		(one, index) => one.name === text || one.value === text || index + 1 === number,
	);
	const given = found < 0 ? value : NUMBERS[found];
	return PRIORITIES[Number(readChoice(given, field, NUMBERS, '5')) - 1].value;
}
