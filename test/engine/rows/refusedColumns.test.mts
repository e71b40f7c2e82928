import type { IDataObject } from 'n8n-workflow';
import { beforeEach, expect, it } from 'vitest';
import type { PoolWish } from '../../../emulator/inProcess/seedData.mts';
import { Creating } from '../creating.mts';

/** What only Toloka refuses is named as the row has it, if the row has a column for it. */

const creating = new Creating();
const INPUT_SPEC = { text: { type: 'string' } };
const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
const OUTPUT_SPEC = { result: { type: 'string', allowed_values: ['yes', 'no'] } };

/** Uses a pool of a project whose allowed values only Toloka knows. */
function useLooseProject(wish: PoolWish = { defaultOverlap: 1 }): void {
	creating.usePool({ ...wish, inputSpec: INPUT_SPEC, outputSpec: OUTPUT_SPEC });
	const body = {
		id: '1',
		task_spec: { input_spec: INPUT_SPEC, output_spec: { result: { type: 'string' } } },
	};
	const match = { route: 'GET /projects/{id}' };
	creating.emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
}

beforeEach(() => useLooseProject());

const ROWS: IDataObject[] = [
	{ 'INPUT:text': 'a', 'golden: result': 'yes' },
	{ 'INPUT:text': 'b', 'golden: result': 'maybe' },
];

async function problemOf(rows: IDataObject[], parameters: IDataObject = {}): Promise<string> {
	const { error } = await creating.create(rows, { tasksPerSuite: 2, ...parameters });
	expect(creating.suites()).toEqual([]);
	expect(creating.emulator.truth.tasks(creating.pool.id)).toEqual([]);
	return error?.message ?? '';
}

it.each(['wait', 'sync'])('a column of a known solution: %s', async (delivery) => {
	expect(await problemOf(ROWS, { delivery })).toMatch(/^Item 1: field “golden: result”: /);
});

it('a column of a known solution, on the item that is left out', async () => {
	const parameters = { invalidItems: 'createValid', tasksPerSuite: 1 };
	const { outputs } = await creating.create(ROWS, parameters);
	expect(outputs[0][1].json.problem).toMatch(/^field “golden: result”: /);
});

it('a column of a known solution of a task that the pool mixes', async () => {
	useLooseProject({ mixerConfig: MIXER, defaultTaskOverlap: 1 });
	expect(await problemOf(ROWS, { tasksPerSuite: 1 })).toMatch(/^Item 1: field “golden: result”: /);
});

it.each([
	['a task in Toloka’s form', { input: 'tasks' }, (task: IDataObject) => task, 'GOLDEN:result'],
	[
		'a task suite',
		{ input: 'suites' },
		(task: IDataObject) => ({ tasks: [task] }),
		'tasks.0.input_values.GOLDEN:result',
	],
])('a column within the input of %s', async (_what, parameters, formOf, name) => {
	const columns = { text: 'a', 'GOLDEN:result': 'maybe' };
	const row = formOf({ input_values: columns });
	expect(await problemOf([row], parameters)).toContain(`Item 0: field “${name}”: `);
	const own = formOf({
		input_values: columns,
		known_solutions: [{ output_values: { result: 'x' } }],
	});
	expect(await problemOf([own], parameters)).toMatch(/known_solutions\.0\.output_values\.result”/);
});

it('a known solution without a column, by its path', async () => {
	const knownSolutions = '={{ [{ output_values: { result: "maybe" } }] }}';
	const rows = [{ text: 'a' }];
	expect(await problemOf(rows, { controlTask: { knownSolutions } })).toMatch(
		/^Item 0: field “known_solutions\.0\.output_values\.result”: /,
	);
});

it('a column that the node itself refuses, too', async () => {
	creating.emulator.faults.clear();
	expect(await problemOf(ROWS)).toMatch(/^Item 1: field “golden: result” must be one of yes, no/);
});
