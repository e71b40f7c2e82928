import { describe, expect, it } from 'vitest';
import { runCampaign, type Mode } from '../campaigns/kill/campaign.mts';
import { brokenPromises } from '../campaigns/kill/promises.mts';

const TIMEOUT = 12 * 60_000;

/** Two kills per mode; `npm run test:kill` runs any number. */
describe('n8n killed while items stream', () => {
	it('loses and doubles nothing with durable cursors', { timeout: TIMEOUT }, async () => {
		const figures = await killTwice('durable');
		expect(figures.pools.accepted.wanted).toBeGreaterThan(0);
	});

	it('loses nothing with at-least-once delivery', { timeout: TIMEOUT }, async () => {
		const figures = await killTwice('atLeastOnce');
		expect(figures.afterRemoveDuplicates.doubled).toBe(0);
	});
});

async function killTwice(mode: Mode) {
	const figures = await runCampaign({ mode, kills: 2, seed: 1 });
	expect(figures).toMatchObject({ kills: 2, pools: { clones: { wanted: 1 } } });
	expect(brokenPromises(mode, figures)).toEqual([]);
	return figures;
}
