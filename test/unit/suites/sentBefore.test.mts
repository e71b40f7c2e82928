import { describe, expect, it } from 'vitest';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import type { HistoryEntry } from '../../../nodes/shared/toloka/suites/run/run.ts';
import {
	sentBefore,
	sentRequests,
} from '../../../nodes/shared/toloka/suites/earlier/sentBefore.ts';

/** Builds one suite per word, with one task each. */
const draftsOf = (...words: string[]) =>
	words.map((word, item) =>
		draftOf({ pool_id: '1', tasks: [{ input_values: { word } }] }, [item], 'group'),
	);

/** Builds the record of a try's requests as it looks after being stored and read again. */
const kept = (words: string[], ...history: HistoryEntry[]) =>
	JSON.parse(JSON.stringify(sentRequests({ drafts: draftsOf(...words), history }))) as ReturnType<
		typeof sentRequests
	>;

describe('what an earlier try sent', () => {
	it('continues under its ID, and the rest is sent', () => {
		const sent = kept(['a', 'b'], { id: 'one', positions: [0, 1] });
		const { requests, rest } = sentBefore(draftsOf('a', 'b', 'c'), sent);
		expect(requests).toMatchObject([{ sentAs: 'one', positions: [0, 1] }]);
		expect(rest).toEqual([2]);
	});

	it('does not include an item that has changed since', () => {
		const sent = kept(['a', 'b'], { id: 'one', positions: [0, 1] });
		const { requests, rest } = sentBefore(draftsOf('a', 'other'), sent);
		expect(requests).toMatchObject([{ sentAs: 'one', positions: [0] }]);
		expect(rest).toEqual([1]);
	});

	it('counts as it was last sent', () => {
		const again = [
			{ id: 'one', positions: [0, 1] },
			{ id: 'two', positions: [1] },
		];
		const { requests } = sentBefore(draftsOf('a', 'b'), kept(['a', 'b'], ...again));
		expect(requests.map(({ sentAs, positions }) => [sentAs, positions])).toEqual([
			['two', [1]],
			['one', [0]],
		]);
	});

	it('without an ID is known by its result, or is unclear', () => {
		const facts = new Map([[1, { id: 'suite' }]]);
		const sent = kept(['a', 'b', 'c'], { positions: [0, 1], facts }, { positions: [2] });
		const { facts: known, unclear, rest } = sentBefore(draftsOf('a', 'b', 'c'), sent);
		expect(known).toEqual(
			new Map([
				[0, {}],
				[1, { id: 'suite' }],
			]),
		);
		expect([unclear, rest]).toEqual([[2], []]);
	});
});
