import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId, imageRows } from '../emulated.mts';
import { BULK, Pushing, rowsFor } from '../pushing.mts';

const pushing = new Pushing();

const CONTINUE = { onError: 'continueErrorOutput' };
const CONTINUE_ALL = { onError: 'continueRegularOutput' };
const leaveOut = { extraFields: 'leaveOut' };
const byExpression = (value: string): IDataObject => byId(`={{ ${value} }}`);
const otherProject = () => pushing.otherProject();
const idsIn = (project: string) => pushing.idsIn(project);

describe('a project from an expression', () => {
	const project = byExpression('$json.to');

	it('is read per item, and each answer belongs to its item', async () => {
		const [one, two] = [pushing.projectId, otherProject()];
		const rows = rowsFor(one, two, one, two, two);
		const { outputs, error } = await pushing.push(rows, { project, options: leaveOut });
		expect(error).toBeUndefined();
		expect(idsIn(one)).toEqual(['row-0', 'row-2']);
		expect(idsIn(two)).toEqual(['row-1', 'row-3', 'row-4']);
		for (const [item, { json, pairedItem }] of outputs[0].entries()) {
			expect(pairedItem).toEqual({ item });
			expect(json.app_project_id).toBe(rows[item].to);
			const { id } = json;
			const truth = pushing.emulator.truth.items(`${json.app_project_id}`);
			expect(truth.find((created) => created.id === id)?.input.id).toBe(`row-${item}`);
		}
	});

	it.each([3, 4])('is named after an unclear earlier try (request %s refused)', async (nth) => {
		const [one, two] = [pushing.projectId, otherProject()];
		const always = { times: 'always' as const };
		const { faults } = pushing.emulator;
		faults.add({ kind: 'lost-answer', match: { route: BULK }, ...always });
		const list = { route: 'GET /app-projects/{id}/items' };
		faults.add({ kind: 'status', status: 403, match: list, ...always });
		const read = { route: 'GET /app-projects/{id}', nth };
		faults.add({ kind: 'status', status: 403, match: read, ...always });
		const settings = { ...CONTINUE_ALL, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const parameters = { project, options: leaveOut };
		const { outputs } = await pushing.push(rowsFor(one, two), parameters, settings);
		const messages = outputs[0].map(({ json }) => `${json.message}`);
		expect(messages[1]).toContain(`look in the project ${two} for items created since`);
		expect(messages[0]).toContain(`look in the project ${one} for items created since`);
	});

	it('without a value for an item stops before anything is pushed', async () => {
		const { error } = await pushing.push(rowsFor(pushing.projectId, ''), { project });
		expect([error?.message, error?.description]).toEqual([
			'Item 1: Project is empty. Nothing was pushed',
			'1 of 2 items is invalid. Check the expression in Project: it must return an ID as Toloka shows it, or set Invalid Items to “Push Valid Items Only”.',
		]);
		expect(error?.context?.itemIndex).toBe(1);
		expect(pushing.created()).toHaveLength(0);
	});

	it('without a value for an item affects that item if the node continues on fail', async () => {
		const rows = rowsFor(pushing.projectId, '', pushing.projectId);
		const { outputs } = await pushing.push(rows, { project, options: leaveOut }, CONTINUE);
		expect(idsIn(pushing.projectId)).toEqual(['row-0', 'row-2']);
		expect(outputs[0]).toHaveLength(2);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(outputs[1][0].json).toEqual({
			...rows[1],
			error: 'Project of item 1 is empty',
			message: 'Check the expression in Project: it must return an ID as Toloka shows it.',
		});
		const { outputs: all } = await pushing.push(rows, { project, options: leaveOut }, CONTINUE_ALL);
		expect(all[0][1].json.input_data).toEqual(rows[1]);
	});

	it('that does not exist stops before anything is pushed', async () => {
		const rows = rowsFor(pushing.projectId, 'doesNotExist12345678');
		const { error } = await pushing.push(rows, { project, options: leaveOut });
		expect(error?.message).toContain('doesNotExist12345678');
		expect(error?.context?.itemIndex).toBe(1);
		expect(pushing.created()).toHaveLength(0);
	});

	it('that does not exist affects its own items if the node continues on fail', async () => {
		const rows = rowsFor('doesNotExist12345678', pushing.projectId, 'doesNotExist12345678');
		const { outputs } = await pushing.push(rows, { project, options: leaveOut }, CONTINUE);
		expect(idsIn(pushing.projectId)).toEqual(['row-1']);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	it('checks its items against its own fields', async () => {
		const texts = pushing.emulator.seedData.addAppProject({ inputSpec: { t: { type: 'string' } } });
		const rows = [
			{ to: pushing.projectId, image_url: 'https://example.com/1.jpg' },
			{ to: texts.id, t: 'Hello' },
			{ to: texts.id, image_url: 'https://example.com/1.jpg' },
		];
		const { error } = await pushing.push(rows, { project, options: leaveOut });
		expect(error?.message).toBe('Item 2: field “t” is required but missing. Nothing was pushed');
		expect(pushing.emulator.log.count(BULK)).toBe(0);
	});

	it('that fails reports what was pushed to the others, which a retry does not push again', async () => {
		const [one, two] = [pushing.projectId, otherProject()];
		const rows = rowsFor(one, two, one, two);
		const path = `/app-projects/${two}/items/bulk$`;
		pushing.emulator.faults.add({ kind: 'status', status: 403, match: { path } });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const once = await pushing.push(rows, { project, options: leaveOut });
		expect(once.error?.message).toContain(`Access was denied while pushing 2 items`);
		expect(once.error?.description).toContain('2 of 4 items were pushed.');
		expect(once.error?.context).toMatchObject({
			kind: 'forbidden',
			counts: { created: 2, total: 4, unclear: undefined },
		});
		expect(once.error?.context).not.toHaveProperty('isInDoubt');

		pushing.emulator.reset();
		const again = otherProject();
		const rest = { kind: 'status' as const, status: 403 };
		pushing.emulator.faults.add({ ...rest, match: { path: `/${again}/items/bulk$` } });
		const { error } = await pushing.push(
			rowsFor(one, again, one, again),
			{ project, options: leaveOut },
			settings,
		);
		expect(error).toBeUndefined();
		expect([idsIn(one), idsIn(again)]).toEqual([
			['row-0', 'row-2'],
			['row-1', 'row-3'],
		]);
	});
});

describe('other targets and settings from expressions', () => {
	it('batches, existing and new, are read per item', async () => {
		const rows = imageRows(4).map((row, index) => ({ ...row, kind: index % 2 ? 'B' : 'A' }));
		const { error, outputs } = await pushing.push(rows, {
			destination: 'newBatch',
			batchName: '={{ $json.kind }}',
			batchPriority: '={{ $json.kind === "A" ? "ONE" : "TWO" }}',
			startBatch: '={{ $json.kind === "A" }}',
			options: leaveOut,
		});
		expect(error).toBeUndefined();
		const batches = pushing.emulator.truth.batches(pushing.projectId);
		expect(batches.map(({ name, itemIds }) => [name, itemIds.length])).toEqual([
			['A', 2],
			['B', 2],
		]);
		expect(batches.map(({ status }) => status === 'NEW')).toEqual([false, true]);
		const [a, b] = batches.map(({ id }) => id);
		expect(outputs[0].map(({ json }) => json.batch_id)).toEqual([a, b, a, b]);

		const into = rows.map((row, index) => ({
			...row,
			id: `more-${index}`,
			batch: index % 2 ? b : a,
		}));
		const existing = { destination: 'existingBatch', batch: byExpression('$json.batch') };
		const second = await pushing.push(into, { ...existing, options: leaveOut });
		expect(second.outputs[0].map(({ json }) => json.batch_id)).toEqual([a, b, a, b]);
		expect(pushing.emulator.truth.batches(pushing.projectId)[0].itemIds).toHaveLength(4);
	});

	it.each([
		[2, 'TWO'],
		['1', 'ONE'],
		['1 (First)', 'ONE'],
		[' 5 (Last)', 'FIVE'],
		['3.0', 'THREE'],
		['FOUR', 'FOUR'],
		['', 'FIVE'],
	])('a priority may be %j', async (said, priority) => {
		const batchPriority = '={{ $json.p }}';
		const rows = imageRows(1).map((row) => ({ ...row, p: said }));
		const parameters = { destination: 'newBatch', batchPriority, options: leaveOut };
		const { error } = await pushing.push(rows, parameters);
		expect(error?.message).toBeUndefined();
		const { url, apiKey } = pushing.emulator;
		const [{ id }] = pushing.emulator.truth.batches(pushing.projectId);
		const path = `/api/app/v0/app-projects/${pushing.projectId}/batches/${id}`;
		const headers = { authorization: `ApiKey ${apiKey}` };
		const batch = await (await fetch(`${url}${path}`, { headers })).json();
		expect(batch).toMatchObject({ priority_order: priority });
	});

	it.each([0, 6, 2.5, '1 (Last)', 'first', true])('a priority may not be %j', async (said) => {
		const batchPriority = '={{ $json.p }}';
		const rows = imageRows(1).map((row) => ({ ...row, p: said }));
		const { error } = await pushing.push(rows, { destination: 'newBatch', batchPriority });
		expect(error?.message).toMatch(/^Priority of item 0 must be one of 1, 2, 3, 4, 5, not “/);
		expect(pushing.created()).toHaveLength(0);
	});

	it('false as text starts nothing', async () => {
		await pushing.push(imageRows(1), { destination: 'newBatch', startBatch: '={{ "false" }}' });
		expect(pushing.emulator.truth.batches(pushing.projectId)[0].status).toBe('NEW');
	});

	it.each(['', ' ', null])('an empty cell (%j) does not start what costs money', async (start) => {
		const rows = imageRows(1).map((row) => ({ ...row, start }));
		const startBatch = '={{ $json.start }}';
		const { error } = await pushing.push(rows, { destination: 'newBatch', startBatch });
		expect(error?.message).toBe('Start After Upload of item 0 is empty');
		expect(pushing.emulator.truth.batches(pushing.projectId)).toEqual([]);
	});

	it('invalid items stop only if their own setting says so', async () => {
		const rows = imageRows(4).map((row, index) => ({
			...row,
			image_url: index === 3 ? 'no link' : row.image_url,
			mode: index > 1 ? 'pushValid' : 'stop',
		}));
		const parameters = { invalidItems: '={{ $json.mode }}', options: leaveOut };
		const { outputs } = await pushing.push(rows, parameters);
		expect(idsIn(pushing.projectId)).toEqual(['row-0', 'row-1', 'row-2']);
		expect(outputs[0][3].json.problem).toContain('must be a link');
	});

	it('options are read per item', async () => {
		const rows = imageRows(2).map((row) => ({ ...row, extra: 1 }));
		const extraFields = '={{ $itemIndex === 0 ? "leaveOut" : "refuse" }}';
		const { error } = await pushing.push(rows, { options: { extraFields } });
		expect(error?.message).toContain('Item 1: field “extra” is not an input field');
	});

	it('a setting that a run or a new batch has only once is refused by its name', async () => {
		const differing = '={{ 10 + $itemIndex }}';
		const run = await pushing.push(imageRows(2), { options: { timeout: differing } });
		expect(run.error?.message).toBe(
			'Request Timeout (Seconds) must be the same for all items: item 0 says “10”, item 1 says “11”',
		);
		const none = await pushing.push(imageRows(2), { options: { timeout: '={{ "soon" }}' } });
		expect(none.error?.message).toMatch(/^Request Timeout \(Seconds\) of item 0 must be a number/);
		const newBatch = { destination: 'newBatch', options: { lookBack: differing } };
		const batch = await pushing.push(imageRows(2), newBatch);
		expect(batch.error?.message).toBe(
			'Skip Recently Pushed Items (Minutes) must be the same for all items of a new batch: item 0 says “10”, item 1 says “11”',
		);
		expect(pushing.created()).toHaveLength(0);
	});

	it('an invalid value is refused with its item', async () => {
		const { error } = await pushing.push(imageRows(2), {
			invalidItems: '={{ $itemIndex === 0 ? "stop" : "maybe" }}',
		});
		expect(error?.message).toContain('Item 1: Invalid Items must be one of stop, pushValid');
	});

	it('equal rows in several batches are distinguished after lost responses', async () => {
		const batches: unknown[] = [];
		for (const batchName of ['A', 'B']) {
			const newBatch = { destination: 'newBatch', batchName, startBatch: false };
			const { outputs } = await pushing.push(imageRows(1), newBatch);
			batches.push(outputs[0][0].json.batch_id);
		}
		const row = { image_url: 'https://example.com/same.jpg' };
		const rows = [0, 1, 0].map((index) => ({ ...row, batch: batches[index] }));
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK }, times: 2 });
		const { outputs, error } = await pushing.push(rows as IDataObject[], {
			destination: 'existingBatch',
			batch: byExpression('$json.batch'),
			options: leaveOut,
		});
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(5);
		for (const [item, { json }] of outputs[0].entries()) {
			const { batchId } = pushing.created().find(({ id }) => id === json.id) ?? {};
			expect([batchId, json.batch_id]).toEqual([rows[item].batch, rows[item].batch]);
		}
	});
});

describe('an invalid group if the node continues on fail', () => {
	it('stops alone', async () => {
		const [one, two] = [pushing.projectId, otherProject()];
		const rows = rowsFor(one, two, one, two);
		rows[1].image_url = 'no link';
		const project = byExpression('$json.to');
		const { outputs } = await pushing.push(rows, { project, options: leaveOut }, CONTINUE);
		expect([idsIn(one), idsIn(two)]).toEqual([['row-0', 'row-2'], []]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(outputs[1].map(({ json }) => json.error)).toEqual([
			expect.stringContaining('Item 1: field “image_url”'),
			'Not pushed, because item 1 is invalid',
		]);
	});
});
