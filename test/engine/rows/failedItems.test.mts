import type { IDataObject, INode } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { byId, imageRows } from '../emulated.mts';
import { EmulatedTest } from '../emulatedTest.mts';
import { runToTheEnd } from '../suspending.mts';

const test = new EmulatedTest();
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const HOUR = 3_600_000;
/** Columns of the sheet that Toloka does not know. */
const OF_THE_SHEET = { row_number: 7, 'Listing ID': 'L-20480' };

interface Case {
	type: string;
	parameters?: IDataObject;
	/** Two rows, of which the second fails. */
	rows: [IDataObject, IDataObject];
	loop?: boolean;
}

const CASES: Record<string, () => Case> = {
	'Push Items': () => {
		const [good, bad] = imageRows(2);
		const project = byId(test.emulator.catalogue.appProject('READY').id);
		const parameters = { project, invalidItems: 'pushValid' };
		return { type: 'tolokaPushItems', parameters, rows: [good, { ...bad, image_url: 'none' }] };
	},
	'Create Task Suites': () => {
		const pool = byId(test.emulator.catalogue.pool('CLOSED').id);
		const parameters = { pool, delivery: 'sync', invalidItems: 'createValid' };
		const rows: Case['rows'] = [{ image: 'https://example.com/1.jpg' }, { image: 'none' }];
		return { type: 'tolokaCreateTaskSuites', parameters, rows };
	},
	'Wait for Operation': () => {
		const [id] = test.emulator.seedData.addOperations({ count: 1, overMs: 1_000 });
		return { type: 'tolokaWaitForOperation', rows: [{ id }, { id: UNKNOWN }] };
	},
	'Wait for Operation, suspended': () => {
		const [id] = test.emulator.seedData.addOperations({ count: 1, overMs: 3_600_000 });
		const parameters = { mode: 'suspend' };
		const rows: Case['rows'] = [{ id }, { id: UNKNOWN }];
		return { type: 'tolokaWaitForOperation', parameters, rows, loop: true };
	},
	'Get Aggregated Solutions': () => {
		const id = test.emulator.seedData.addAggregation({ rows: 1 });
		const parameters = { operation: 'getMany' };
		return { type: 'tolokaGetAggregatedSolutions', parameters, rows: [{ id }, { id: UNKNOWN }] };
	},
	'Toloka: Pool: Get': () => {
		const { id } = test.emulator.catalogue.pool('CLOSED');
		const pool = byId('={{ $json.id }}');
		const parameters = { resource: 'pool', operation: 'get', pool };
		return { type: 'toloka', parameters, rows: [{ id }, { id: '999999' }] };
	},
	'Toloka: Assignment: Reject': () => {
		const pool = test.emulator.seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
		const assignments = { count: 2, status: 'SUBMITTED' } as const;
		const [one, other] = test.emulator.seedData.addAssignments(pool, assignments);
		const parameters = {
			resource: 'assignment',
			operation: 'reject',
			assignmentId: '={{ $json.id }}',
			comment: '={{ $json.why }}',
		};
		return { type: 'toloka', parameters, rows: [{ id: one, why: 'blurred' }, { id: other }] };
	},
};

async function run(given: Case, settings: Partial<INode>) {
	const { type, parameters = {}, loop, rows } = given;
	const input = rows.map((row) => ({ ...row, ...OF_THE_SHEET }));
	const { result } = await runToTheEnd(
		test.emulated,
		async (resume) => await test.emulated.run(type, parameters, { input, loop, settings, resume }),
	);
	expect(result.error).toBeUndefined();
	return result.allOutputs;
}

it.each(Object.entries(CASES))('an item that fails keeps its row: %s', async (_name, prepare) => {
	const rowOf = ({ rows: [, bad] }: Case) => ({ ...bad, ...OF_THE_SHEET });
	const words = { error: expect.any(String), message: expect.stringMatching(/.{20}/) };

	let given = prepare();
	const onward = await run(given, { onError: 'continueRegularOutput' });
	const failed = onward.flat().filter(({ json }) => 'error' in json);
	expect(failed).toEqual([
		{ json: { ...words, input_data: rowOf(given) }, pairedItem: { item: 1 } },
	]);

	given = prepare();
	const apart = await run(given, { onError: 'continueErrorOutput' });
	expect(apart.pop()).toEqual([{ json: { ...rowOf(given), ...words }, pairedItem: { item: 1 } }]);
	expect(apart.flat().filter(({ json }) => 'error' in json)).toEqual([]);
});

it('an item keeps its row if it fails after the execution was suspended', async () => {
	const [id] = test.emulator.seedData.addOperations({ count: 1, overMs: 100 * HOUR });
	const row = { id, ...OF_THE_SHEET };
	const parameters = { mode: 'suspend', deadlineHours: 1 };
	const given: Case = { type: 'tolokaWaitForOperation', parameters, loop: true, rows: [row, row] };
	for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
		const items = (await run(given, { onError })).pop();
		expect(items).toHaveLength(2);
		expect(items?.[1].json).toMatchObject({
			error: expect.stringContaining('was not finished within 60 minutes'),
			input_data: row,
		});
	}
});

it.each(['Push Items', 'Create Task Suites'] as const)(
	'if invalid items stop all others, each explains why: %s',
	async (name) => {
		const given = CASES[name]();
		const [good, bad] = given.rows;
		const none = Object.fromEntries(Object.keys(bad).map((key) => [key, '']));
		const input = [good, bad, { ...none, note: 'no picture', caption: 'no picture' }];
		const parameters = { ...given.parameters, invalidItems: 'stop' };
		const settings = { onError: 'continueErrorOutput' } as const;
		const { outputs } = await test.emulated.run(given.type, parameters, { input, settings });
		expect(outputs[1].map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/^Not (pushed|created), because item 1 is invalid$/),
			expect.stringMatching(/^Item 1: field “image.*must be a link/),
			expect.stringMatching(/^Item 2: field “image.*is required but empty/),
		]);
		expect(outputs[1][0].json.message).toContain('2 of 3 items are invalid');
	},
);
