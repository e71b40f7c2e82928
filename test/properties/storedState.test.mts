import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTrigger } from '../engine/trigger.mts';
import { credentialsFor } from '../engine/emulated.mts';
import { TOKEN, json, spoiled } from './hostile.mts';
import { expectSound } from './invariants.mts';
import type { Stage } from './targets.mts';
import { TARGETS, openStage, seed } from './targets.mts';

const TRIGGER = 'tolokaPollFinishedItemsTrigger';
const target = TARGETS.find(({ type }) => type === TRIGGER)!;

let stage: Stage;
beforeAll(async () => {
	stage = await openStage();
});
afterAll(async () => await stage.close());

/** Returns the state that the trigger stores when it is published. */
async function trueState(): Promise<IDataObject> {
	seed(stage);
	stage.service.behave([{ kind: 'true' }]);
	const trigger = createTrigger({
		credentials: credentialsFor(stage.service.url, TOKEN),
		parameters: target.given(stage.emulator).parameters,
		workflowId: 'true state',
	});
	await trigger.activate();
	return trigger.saved();
}

it('the trigger handles any stored state, and continues from it or starts over', async () => {
	const { cursor } = (await trueState()) as { cursor: IDataObject };
	const [[feed, own]] = Object.entries(cursor.cursors as Record<string, IDataObject>);
	expect(own).toMatchObject({ lastId: expect.any(String) as string });
	const names = [...Object.keys(cursor), ...Object.keys(own), 'unconfirmed', '__proto__'];
	const cursors = spoiled(own, names).map((one) => ({ [feed]: one }));
	const unconfirmed = fc.record({
		process: json,
		at: json,
		before: fc.oneof(json, cursors),
		repeated: fc.oneof(json, cursors),
	});
	const stored = fc.oneof(
		spoiled(cursor, names).map((state) => ({ cursor: state })),
		cursors.map((spoiledOnes) => ({ cursor: { ...cursor, cursors: spoiledOnes } })),
		unconfirmed.map((lost) => ({ cursor: { ...cursor, unconfirmed: lost } })),
		json.map((state) => ({ cursor: state })),
		fc.dictionary(fc.constantFrom('cursor', 'other', '__proto__'), json),
	) as fc.Arbitrary<IDataObject>;
	const window = fc.constantFrom(0, 60);
	await fc.assert(
		fc.asyncProperty(stored, window, async (state, seconds) => {
			seed(stage);
			stage.service.behave([{ kind: 'true' }]);
			const given = target.given(stage.emulator);
			const parameters = { ...given.parameters, options: { window: seconds } };
			const run = { ...given, parameters, stored: state };
			const outcome = await stage.run(TRIGGER, run);
			expectSound(outcome, stage.service);
			expect(outcome.errors).toEqual([]);
		}),
		{ seed: 1, numRuns: 250 },
	);
}, 180_000);
