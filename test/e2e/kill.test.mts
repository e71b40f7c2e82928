import { describe, expect, it } from 'vitest';
import { runCampaign } from '../campaigns/kill/campaign.mts';

const TIMEOUT = 12 * 60_000;
const NONE = { lost: 0, doubled: 0 };
const ONCE = {
	tasks: NONE,
	accepted: { lost: 0, others: 0 },
	clones: { wanted: 1, ...NONE },
};

/** Two kills per mode; `npm run test:kill` runs any number. */
describe('n8n killed while items stream', () => {
	it('loses and doubles nothing with durable cursors', { timeout: TIMEOUT }, async () => {
		const figures = await runCampaign({ mode: 'durable', kills: 2, seed: 1 });
		expect(figures).toMatchObject({ kills: 2, push: NONE, stream: NONE });
		expect(figures.pools).toMatchObject({ ...ONCE, answers: NONE });
		expect(figures.pools.accepted.wanted).toBeGreaterThan(0);
	});

	it('loses nothing with at-least-once delivery', { timeout: TIMEOUT }, async () => {
		const figures = await runCampaign({ mode: 'atLeastOnce', kills: 2, seed: 1 });
		expect(figures).toMatchObject({
			...{ kills: 2, push: NONE, stream: { lost: 0 } },
			afterRemoveDuplicates: { doubled: 0 },
			pools: { ...ONCE, answers: { lost: 0 } },
		});
	});
});
