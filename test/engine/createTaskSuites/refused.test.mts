import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { expectEachRowOnce, expectOnce, manual, pictures, Creating } from '../creating.mts';

/** Manual runs after one of which Toloka created some rows and refused others. */

const creating = new Creating();

it.each([1, 2])('creates what Toloka refused once the project is corrected (%s)', async (size) => {
	const outputSpec: Record<string, { type: string; required: boolean }> = {};
	creating.usePool({ inputSpec: { image: { type: 'url' } }, outputSpec, defaultOverlap: 1 });
	const known = '={{ $itemIndex === 1 ? [{ output_values: { colour: "red" } }] : "" }}';
	const parameters = {
		...{ tasksPerSuite: size, invalidItems: 'createValid' },
		controlTask: { knownSolutions: known },
	};
	const rows = pictures(4);
	for (let times = 0; times < 2; times++) {
		const { outputs } = await creating.create(rows, parameters, manual());
		expect(outputs[0][1].json.problem).toContain('colour');
		expectOnce(size === 1 ? [rows[0], ...rows.slice(2)] : rows.slice(2), creating.suites());
	}
	const opened = await creating.create(rows, { ...parameters, openPool: true }, manual());
	expect(opened.outputs[0][3].json.pool_problem).toBeUndefined();
	expect(
		creating.emulator.catalogue.pools().find(({ id }) => id === creating.pool.id),
	).toMatchObject({ status: 'OPEN' });
	outputSpec.colour = { type: 'string', required: false };
	for (let times = 0; times < 2; times++) {
		const { outputs, error } = await creating.create(rows, parameters, manual());
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	}
});

it('leaves the other rows of a refused suite where a corrected row put them', async () => {
	creating.usePool({ inputSpec: { image: { type: 'url' } }, defaultOverlap: 1 });
	const parameters = { tasksPerSuite: 2, invalidItems: 'createValid' };
	const known = '={{ $itemIndex === 1 ? [{ output_values: { colour: "red" } }] : "" }}';
	const refused: IDataObject = { ...parameters, controlTask: { knownSolutions: known } };
	const rows = pictures(4);
	for (const changed of [refused, parameters, refused]) {
		const { outputs, error } = await creating.create(rows, changed, manual());
		expect(error).toBeUndefined();
		const there = new Set(creating.suites().map(({ id }) => id));
		const isThere = outputs[0].map(({ json }) => there.has(String(json.task_suite_id)));
		if (changed === refused && creating.suites().length > 1) {
			expect(isThere).toEqual([true, false, true, true]);
		}
	}
	expectOnce(rows, creating.suites());
});
