import { describe, expect, it } from 'vitest';
import { sortedWithPauses } from '../../../nodes/shared/toloka/flow/sort.ts';

describe('texts sorted with pauses', () => {
	it.each([0, 1, 2, 4_095, 4_096, 4_097, 12_289, 50_000])(
		'are in order: %i of them',
		async (count) => {
			const texts = Array.from({ length: count }, (_, index) => `t-${(index * 7_919) % 10_007}`);
			let pauses = 0;
			const sorted = await sortedWithPauses(texts, async () => void pauses++);
			expect(sorted).toEqual([...texts].sort());
			expect(pauses).toBeGreaterThanOrEqual(Math.floor(count / 4_096));
		},
	);
});
