import { expect, it } from 'vitest';
import { runPass } from '../campaigns/queue/pass.mts';
import { brokenPromises } from '../campaigns/queue/promises.mts';

const TIMEOUT = 20 * 60_000;

it('queue mode keeps what it promises', { timeout: TIMEOUT }, async () => {
	const figures = await runPass({ seed: 1 });
	expect(brokenPromises(figures)).toEqual([]);
	expect(figures).toMatchObject({
		refusals: { executions: 4 },
		pools: { accepted: { wanted: 12 }, clones: { wanted: 1 }, answers: { wanted: 36 } },
		poolWait: { reasons: ['COMPLETED'] },
		suspended: { statusWhenKilled: 'waiting', suites: 4 },
	});
	expect(figures.pipelines.solutions.wanted).toBeGreaterThanOrEqual(50);
	expect(figures.refusals.refused).toBeGreaterThan(0);
	expect(figures.poolWait.otherWorkers).toBeGreaterThan(0);
	expect(figures.killedWorkers.ended).not.toContain('success');
});
