import { expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import { inOrder, requestOf } from '../../../nodes/shared/toloka/suites/run/requests.ts';
import type { CreationRun } from '../../../nodes/shared/toloka/suites/run/run.ts';
import { startMany } from '../../../nodes/shared/toloka/suites/sending/startMany.ts';

/** A run of ten suites whose creation is refused. */
function refusedRun(): { run: CreationRun; posts: () => number } {
	const drafts = Array.from({ length: 10 }, (_, item) =>
		draftOf({ pool_id: '1', tasks: [{ input_values: { item } }] }, [item], 'group'),
	);
	let posts = 0;
	const send: Send = async ({ method }) => {
		if (method === 'POST') posts++;
		throw new TolokaFailure('forbidden');
	};
	const run: CreationRun = {
		drafts,
		requests: inOrder(drafts.map((_draft, position) => requestOf(drafts, [position]))),
		naming: { name: 'run', isKey: false, isManual: false, looksFirst: false },
		kind: SUITES,
		isAsync: true,
		skipInvalid: false,
		continuesOnFail: false,
		send,
		clock: { now: () => 0, sleep: async () => undefined },
		sent: [],
		history: [],
		recorded: new Set(),
		unreported: new Set(),
		found: [],
	};
	return { run, posts: () => posts };
}

it('no request is sent after the first failure, except those in progress', async () => {
	const { run, posts } = refusedRun();
	const { started, outcomes: told } = await startMany(run, run.requests);
	expect(started).toEqual([]);
	expect(told).toHaveLength(posts());
	expect(posts()).toBeLessThan(5);
});

it('an operation that exists is returned after a failure, too: it created what nobody else reports', async () => {
	const { run } = refusedRun();
	const existing = { id: 'a', type: 'TASK_SUITE.BATCH_CREATE', status: 'SUCCESS' };
	const last = { ...run.requests[9], existing };
	const { started } = await startMany(run, [...run.requests.slice(0, 9), last]);
	expect(started.map(({ operation }) => operation)).toEqual([existing]);
});
