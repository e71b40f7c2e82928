import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../nodes/shared/toloka/operations/operation.ts';
import type { Draft } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import {
	asTheyWereSent,
	wholeLogs,
} from '../../../nodes/shared/toloka/suites/earlier/reordered.ts';
import type { PlannedRequest } from '../../../nodes/shared/toloka/suites/run/requests.ts';
import { requestOf } from '../../../nodes/shared/toloka/suites/run/requests.ts';
import type { CreationRun } from '../../../nodes/shared/toloka/suites/run/run.ts';

/** An operation, and the words that its log names. */
interface Sent extends Partial<Operation> {
	words: string;
}

/** A draft of one task; upper case stands for an overlap of its own. */
const draftFor = (word: string, item: number): Draft => {
	const own = word === word.toUpperCase() ? { overlap: 5 } : {};
	const tasks = [{ input_values: { word } }];
	return draftOf({ pool_id: '1', ...own, tasks }, [item], 'group');
};

/** Returns the words of each request, as planned now and as sent; undefined if that is unclear. */
async function placed(planned: string[], sent: Array<Sent | undefined>) {
	const drafts = [...planned.join('')].map(draftFor);
	const send = async ({ path }: { path: string }) => {
		const words = [...(sent[Number(/\d+/.exec(path)?.[0])]?.words ?? '')];
		const input = (word: string, at: number) => ({ ...draftFor(word, at).json, __item_idx: at });
		const body = words.map((word, at) => ({ success: true, input: input(word, at), output: {} }));
		return await Promise.resolve({ body });
	};
	let from = 0;
	const requests = planned.map((words, index): PlannedRequest => {
		const positions = [...words].map(() => from++);
		const existing = sent[index] && { id: String(index), status: 'SUCCESS', ...sent[index] };
		const request = { ...requestOf(drafts, positions), path: String(index) };
		return { ...request, existing: existing as Operation | undefined };
	});
	const run = { drafts, kind: SUITES, send } as unknown as CreationRun;
	const logs = await wholeLogs(run, requests);
	const found = logs && asTheyWereSent(run, requests, logs);
	return found?.map(({ positions }) => positions.map((at) => [...planned.join('')][at]).join(''));
}

describe('the rows of several requests', () => {
	it('are where the logs name them, and the rest where nothing was sent', async () => {
		expect(await placed(['abc', 'de'], [{ words: 'ceb' }, { words: 'ad' }])).toEqual(['bce', 'ad']);
		expect(await placed(['abc', 'de'], [{ words: 'ceb' }, undefined])).toEqual(['bce', 'ad']);
	});

	it.each<[string, string[], Array<Sent | undefined>]>([
		['a log names a row that is not there', ['ab', 'cd'], [{ words: 'abx' }, { words: 'cd' }]],
		['no log names a row', ['ab', 'cd'], [{ words: 'a' }, { words: 'cd' }]],
		['a log is empty, as after a month', ['ab', 'cd'], [{ words: '' }, undefined]],
		['a request would have both kinds of overlap', ['ab', 'CD'], [{ words: 'aC' }]],
		['an operation is still running', ['ab', 'cd'], [{ ...failed('ab'), status: 'RUNNING' }]],
		['a failed operation names too few rows', ['ab', 'cd'], [failed('a'), undefined]],
	])('are unclear if %s', async (_case, planned, sent) => {
		expect(await placed(planned, sent)).toBeUndefined();
	});

	it('may mix overlaps in what was sent', async () => {
		expect(await placed(['aB', 'c'], [{ words: 'ac' }, { words: 'B' }])).toEqual(['ac', 'B']);
		expect(await placed(['ac', 'B'], [{ words: 'aB' }, { words: 'c' }])).toEqual(['aB', 'c']);
	});

	it('have one kind of overlap in what was not sent', async () => {
		expect(await placed(['ab', 'CD', 'ef'], [{ words: 'aC' }])).toEqual(['aC', 'bef', 'D']);
		expect(await placed(['AB', 'c', 'DE'], [{ words: 'c' }])).toEqual(['c', 'A', 'BDE']);
	});

	it('are where a failed operation names all', async () => {
		expect(await placed(['ab', 'cd'], [failed('dc'), undefined])).toEqual(['cd', 'ab']);
	});
});

function failed(words: string): Sent {
	return { words, status: 'FAIL', details: { total_count: 2 } };
}
