import { expect, it } from 'vitest';
import type { Mode } from '../campaigns/kill/campaign.mts';
import type { Figures } from '../campaigns/kill/figures.mts';
import { brokenPromises } from '../campaigns/kill/promises.mts';

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
