import { expect, it } from 'vitest';
import type { Draft } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import type { PoolRules } from '../../../nodes/shared/toloka/suites/drafts/poolRules.ts';
import { suitesOf } from '../../../nodes/TolokaCreateTaskSuites/suiteGroups.ts';

it('lets n8n work while it builds the suites that a manual run may have sent', async () => {
	const items = [...Array(100).keys()];
	const around = { frame: {}, hasOwnOverlap: false, tasksPerSuite: 2 };
	const tasks = {
		task: items.map((image) => ({ input_values: { image } })),
		around: items.map(() => around),
		columns: new Map(),
		wholes: new Map(),
	};
	const rules = { kind: SUITES } as PoolRules;
	const group = { pool: '1', key: undefined, rules, items, drafts: [], opensPool: false };
	let pauses = 0;
	const clock = { now: () => 0, sleep: async () => void pauses++ };
	const built: Draft[] = [];
	const manualRuns = {
		operations: async () => await Promise.resolve([]),
		suites: async () => await Promise.resolve([]),
		haveSent: async (drafts: () => Promise<readonly Draft[]>) => {
			pauses = 0;
			built.push(...(await drafts()));
			return true;
		},
	};
	const placed = { sent: [], manualRuns, pauses: { clock, stretchMs: 0 } };
	const suites = await suitesOf(new Map(), group, tasks, placed);
	expect(built.map((draft) => draft.items)).toEqual(suites);
	expect([suites.length, pauses > 0]).toEqual([50, true]);
});
