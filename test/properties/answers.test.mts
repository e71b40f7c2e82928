import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from './hostileService.mts';
import { expectSound } from './invariants.mts';
import type { Stage } from './targets.mts';
import { TARGETS, openStage, seed } from './targets.mts';

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

describe.each(TARGETS)('$type $how', (target) => {
	it('works as long as the service does', async () => {
		seed(stage);
		stage.service.behave([{ kind: 'true' }]);
		const outcome = await stage.run(target.type, target.given(stage.emulator));
		expectSound(outcome, stage.service);
		expect(outcome.errors.map((error) => (error as Error).message)).toEqual([]);
		expect(outcome.items.length).toBeGreaterThan(0);
	});

	it('handles any answers of the service', async () => {
		const settings = fc.constantFrom({}, { onError: 'continueRegularOutput' as const });
		await fc.assert(
			fc.asyncProperty(answers, settings, async (given, withSettings) => {
				seed(stage);
				stage.service.behave(given);
				const run = { ...target.given(stage.emulator), settings: withSettings };
				expectSound(await stage.run(target.type, run), stage.service);
			}),
			{ seed: 1, numRuns: 100 },
		);
	});
});
