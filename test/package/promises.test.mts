import { expect, it } from 'vitest';
import type { Mode } from '../campaigns/kill/campaign.mts';
import type { Figures } from '../campaigns/kill/figures.mts';
import { brokenPromises } from '../campaigns/kill/promises.mts';
import type { PassFigures } from '../campaigns/queue/pass.mts';
import { brokenPromises as brokenInQueueMode } from '../campaigns/queue/promises.mts';

const NONE = { wanted: 3, lost: 0, doubled: 0, others: 0, missing: 0 };

function figuresWith(stream: object, pools: object = {}): Figures {
	const none = { tasks: NONE, accepted: NONE, clones: NONE, answers: NONE };
	return { push: NONE, stream: { ...NONE, ...stream }, pools: { ...none, ...pools } } as never;
}

it.each<[Mode, Figures, string[]]>([
	['durable', figuresWith({}), []],
	['durable', figuresWith({ lost: 1 }), ['stream: 1 lost']],
	['durable', figuresWith({ doubled: 2 }), ['stream: 2 doubled']],
	['durable', figuresWith({}, { answers: { ...NONE, lost: 1 } }), ['answers: 1 lost']],
	['atLeastOnce', figuresWith({ lost: 1, doubled: 2 }), ['stream: 1 lost']],
	['default', figuresWith({ lost: 1, doubled: 2 }), []],
	['default', figuresWith({}, { tasks: { ...NONE, doubled: 1 } }), ['tasks: 1 doubled']],
	['default', figuresWith({}, { accepted: { ...NONE, others: 1 } }), ['accepted: 1 doubled']],
])('with %s delivery, %j breaks what is promised: %j', (mode, figures, broken) => {
	expect(brokenPromises(mode, figures)).toEqual(broken);
});

function passWith(changed: object): PassFigures {
	const pools = { tasks: NONE, accepted: NONE, clones: NONE, answers: NONE };
	return {
		pipelines: { items: NONE, received: NONE, tasks: NONE, solutions: NONE },
		killedWorkers: { items: NONE, tasks: NONE },
		refusals: { executions: 4, succeeded: 4, items: NONE },
		suspended: { status: 'success', tasks: NONE },
		poolWait: { status: 'success' },
		pools,
		...changed,
	} as never;
}

it.each<[object, string[]]>([
	[{}, []],
	[
		{ killedWorkers: { items: { ...NONE, lost: 2 }, tasks: NONE } },
		['items of killed workers: 2 lost'],
	],
	[
		{ refusals: { executions: 4, succeeded: 3, items: NONE } },
		['refused workers: 1 executions failed'],
	],
	[{ suspended: { status: 'error', tasks: NONE } }, ['suspended execution: error']],
	[{ poolWait: { status: 'waiting' } }, ['wait on another worker: waiting']],
])('in queue mode, %j breaks what is promised: %j', (changed, broken) => {
	expect(brokenInQueueMode(passWith(changed))).toEqual(broken);
});
