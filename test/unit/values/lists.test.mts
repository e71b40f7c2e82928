import { expect, it } from 'vitest';
import { takingFrom } from '../../../nodes/shared/toloka/values/lists.ts';

it('each list returns its entries in order, each once', () => {
	const lists = new Map([
		['a', [1, 2]],
		['b', [3]],
	]);
	const take = takingFrom(lists);
	expect(['a', 'b', 'a', 'a', 'b', 'none'].map(take)).toEqual([
		1,
		3,
		2,
		undefined,
		undefined,
		undefined,
	]);
});
