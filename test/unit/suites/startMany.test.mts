import { expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/kinds.ts';
import { inOrder, requestOf } from '../../../nodes/shared/toloka/suites/requests.ts';
import type { CreationRun } from '../../../nodes/shared/toloka/suites/run.ts';
import { startMany } from '../../../nodes/shared/toloka/suites/startMany.ts';

it('no request is sent after the first failure, except those in progress', async () => {
	const drafts = Array.from({ length: 10 }, (_, item) =>
		draftOf({ pool_id: '1', tasks: [{ input_values: { item } }] }, [item], 'group'),
	);
	const requests = inOrder(drafts.map((_draft, position) => requestOf(drafts, [position])));
	let posts = 0;
	const send: Send = async ({ method }) => {
		if (method === 'POST') posts++;
		throw new TolokaFailure('forbidden');
	};
	const run: CreationRun = {
		drafts,
		requests,
		naming: { name: 'run', isKey: false, isManual: false, looksFirst: false },
		kind: SUITES,
		isAsync: true,
		skipInvalid: false,
		continuesOnFail: false,
		send,
		clock: { now: () => 0, sleep: async () => undefined },
		sent: [],
		history: [],
		untold: new Set(),
		found: [],
	};
	const { started, told } = await startMany(run, requests);
	expect(started).toEqual([]);
	expect(told).toHaveLength(posts);
	expect(posts).toBeLessThan(5);
});
