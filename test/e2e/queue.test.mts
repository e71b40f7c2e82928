import { expect, it } from 'vitest';
import { runPass } from '../campaigns/queue/pass.mts';

const TIMEOUT = 20 * 60_000;
const NONE = { lost: 0, doubled: 0 };

it('queue mode keeps what it promises', { timeout: TIMEOUT }, async () => {
	const figures = await runPass({ seed: 1 });
	expect(figures).toMatchObject({
		pipelines: { items: NONE, received: NONE, tasks: NONE, solutions: NONE },
		killedWorkers: { items: NONE, tasks: NONE },
		refusals: { executions: 4, succeeded: 4, items: NONE },
		pools: {
			tasks: NONE,
			accepted: { wanted: 12, lost: 0, others: 0 },
			clones: { wanted: 1, ...NONE },
			// n8n keeps no data of an execution whose worker was killed, so its answers cannot be
			// counted.
			answers: { wanted: 36, doubled: 0 },
		},
		poolWait: { status: 'success', reasons: ['COMPLETED'] },
		suspended: { statusWhenKilled: 'waiting', status: 'success', tasks: NONE, suites: 4 },
	});
	expect(figures.pipelines.solutions.wanted).toBeGreaterThanOrEqual(50);
	expect(figures.refusals.refused).toBeGreaterThan(0);
	expect(figures.poolWait.otherWorkers).toBeGreaterThan(0);
	expect(figures.killedWorkers.ended).not.toContain('success');
});
