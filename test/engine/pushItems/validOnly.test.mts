import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { Pushing, rowsFor } from '../pushing.mts';

const pushing = new Pushing();

const project = byId('={{ $json.to }}');

describe('a project from an expression, with Push Valid Items Only', () => {
	const PUSH_VALID = { project, invalidItems: 'pushValid', options: { extraFields: 'leaveOut' } };

	it('without a value for an item leaves that item out', async () => {
		const [one, two] = [pushing.projectId, pushing.otherProject()];
		const rows = rowsFor(one, '', two, 'no id!');
		const { outputs, error } = await pushing.push(rows, PUSH_VALID);
		expect(error).toBeUndefined();
		expect([pushing.idsIn(one), pushing.idsIn(two)]).toEqual([['row-0'], ['row-2']]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map((_row, item) => ({ item })),
		);
		expect(outputs[0][1].json).toEqual({
			id: null,
			input_data: rows[1],
			problem: 'Project is empty',
		});
		expect(outputs[0][3].json).toMatchObject({ id: null, input_data: rows[3] });
		expect(outputs[0][3].json.problem).toContain('no id!');
	});

	it('that cannot be used is a problem of its items', async () => {
		const archived = pushing.emulator.seedData.addAppProject({ status: 'ARCHIVED' }).id;
		const missing = 'doesNotExist12345678';
		const rows = rowsFor(missing, pushing.projectId, archived);
		const { outputs, error } = await pushing.push(rows, PUSH_VALID);
		expect(error).toBeUndefined();
		expect(pushing.idsIn(pushing.projectId)).toEqual(['row-1']);
		const [first, , last] = outputs[0].map(({ json }) => json);
		expect(first).toMatchObject({ id: null, app_project_id: missing, input_data: rows[0] });
		expect(first.problem).toContain(missing);
		expect(last.input_data).toEqual(rows[2]);
		expect(last.problem).toBe(`Project ${archived} is archived and does not accept items`);
	});

	it.each(['stop', 'pushValid'])('and a batch that does not exist (%s)', async (invalidItems) => {
		const newBatch = { destination: 'newBatch', startBatch: false };
		const first = await pushing.push(rowsFor(pushing.projectId), newBatch);
		const batch = first.outputs[0][0].json.batch_id as string;
		const missing = 'doesNotExist12345678';
		const rows = [missing, batch, ''].map((to, item) => ({
			...rowsFor('')[0],
			id: `to-${item}`,
			to,
		}));
		const { outputs, error } = await pushing.push(rows, {
			destination: 'existingBatch',
			batch: byId('={{ $json.to }}'),
			invalidItems,
			options: { extraFields: 'leaveOut' },
		});
		const reason = `There is no batch with the ID ${missing}`;
		if (invalidItems === 'stop') {
			expect(error?.message).toBe(`Item 0: ${reason}. Nothing was pushed`);
			expect(pushing.created()).toHaveLength(1);
			return;
		}
		expect(outputs[0].map(({ json }) => json.problem)).toEqual([
			reason,
			undefined,
			'Batch is empty',
		]);
		expect(pushing.idsIn(pushing.projectId)).toEqual(['row-0', 'to-1']);
	});

	it('that no item has is not a success', async () => {
		const { error } = await pushing.push(rowsFor('', ''), PUSH_VALID);
		expect([error?.message, error?.description]).toEqual([
			'Item 0: Project is empty. Nothing was pushed',
			'All 2 items are invalid. Check the expression in Project: it must return an ID as Toloka shows it.',
		]);
	});

	it('that access is denied to ends the run', async () => {
		const [one, two] = [pushing.projectId, pushing.otherProject()];
		const match = { route: 'GET /app-projects/{id}', nth: 2 };
		pushing.emulator.faults.add({ kind: 'status', status: 403, match });
		const { error } = await pushing.push(rowsFor(one, two), PUSH_VALID);
		expect(error?.context).toMatchObject({ kind: 'forbidden', itemIndex: 1 });
		expect(pushing.bulkRequests()).toBe(0);
	});

	it('that an earlier try may have pushed to is not left out of the report', async () => {
		const [one, two] = [pushing.projectId, pushing.otherProject()];
		const { faults } = pushing.emulator;
		const path = `/app-projects/${two}`;
		faults.add({ kind: 'lost-answer', match: { path: `${path}/items/bulk$` } });
		faults.add({ kind: 'status', status: 403, match: { path: `${path}/items$` }, times: 'always' });
		faults.add({ kind: 'status', status: 404, match: { path: `${path}$`, nth: 2 } });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const { error } = await pushing.push(rowsFor(one, two), PUSH_VALID, settings);
		expect(error?.context).toMatchObject({ kind: 'not-found', itemIndex: 1 });
		expect(error?.description).toContain(
			'An earlier try of this execution may have created items: retry this execution',
		);
	});

	it('stops for an item only if its own setting says so', async () => {
		const rows = rowsFor(pushing.projectId, '').map((row, item) => ({ ...row, item }));
		const by = (invalidItems: string) => ({ ...PUSH_VALID, invalidItems });
		const stop = await pushing.push(rows, by('={{ $json.item === 1 ? "stop" : "pushValid" }}'));
		expect(stop.error?.message).toBe('Item 1: Project is empty. Nothing was pushed');
		const left = await pushing.push(rows, by('={{ $json.item === 1 ? "pushValid" : "stop" }}'));
		expect(left.outputs[0][1].json.problem).toBe('Project is empty');
		expect(pushing.idsIn(pushing.projectId)).toEqual(['row-0']);
	});
});

it('an item that no try has sent is not called unclear because of the others', async () => {
	const tries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const settings = { onError: 'continueErrorOutput', ...tries };
	const rows = rowsFor('unknown', pushing.projectId);
	const { outputs } = await pushing.push(rows, { project }, settings);
	expect(outputs[1][0].json.error).toContain('There is no project with the ID unknown');
	expect(outputs[1][0].json.message).toContain('Check the ID');
	expect(outputs[1][0].json.message).not.toContain('may have created');
	expect(pushing.created()).toHaveLength(1);
});
