import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { EmulatedTest } from '../emulatedTest.mts';
import { createTrigger } from '../trigger.mts';

/** An unusable pool produces one clear sentence about its item, and nothing is left half done. */

const test = new EmulatedTest();

const MIXER = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };

const POOLS = {
	unknown: () => '404404',
	archived: () => test.emulator.catalogue.pool('ARCHIVED').id,
	locked: () => test.emulator.catalogue.pool('LOCKED').id,
	neverOpened: () => test.emulator.seedData.addPool({ status: 'CLOSED' }).id,
	training: () => test.emulator.catalogue.trainings()[0].id,
	mixing: () => test.emulator.seedData.addPool({ mixerConfig: MIXER, defaultTaskOverlap: 1 }).id,
};

/** Adds a completed pool with an accepted answer. */
function goodPool(): string {
	const { seedData } = test.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1 });
	seedData.addTaskSuites(id, { count: 1 });
	seedData.openPool(id);
	seedData.addAssignments(id, { count: 1, status: 'ACCEPTED' });
	seedData.closePool(id, 'COMPLETED');
	return id;
}

type Node = [type: string, parameters: IDataObject];
const toloka = (resource: string, operation: string): Node => ['toloka', { resource, operation }];
const aggregated = (parameters: IDataObject): Node => [
	'tolokaGetAggregatedSolutions',
	{ operation: 'aggregatePool', ...parameters },
];
const NODES = {
	get: toloka('pool', 'get'),
	open: toloka('pool', 'open'),
	close: toloka('pool', 'close'),
	clone: toloka('pool', 'clone'),
	getAssignments: toloka('assignment', 'getMany'),
	wait: ['tolokaWaitForOperation', { waitFor: 'pool', deadlineDays: 0.01 }],
	check: ['tolokaWaitForOperation', { waitFor: 'pool', operation: 'check' }],
	aggregate: aggregated({ outputField: 'result' }),
	vote: aggregated({ method: 'MAJORITY_VOTE' }),
	create: ['tolokaCreateTaskSuites', { options: { extraFields: 'leaveOut' } }],
	suites: [
		'tolokaCreateTaskSuites',
		{ input: 'suites', taskSuite: '{"tasks":[{"input_values":{"image":"https://a.ru"}}]}' },
	],
} satisfies Record<string, Node>;

type Row = [
	node: keyof typeof NODES,
	pool: keyof typeof POOLS,
	/** The message, with # for the ID of the pool. */
	message: string,
	advice: string,
];
const CHECK_ID = 'Check the ID, and the base URL in the credential';
const OTHER_RUNS = 'Another operation is running on this pool. Run the node again when it has';
const unknown = (node: Row[0]): Row => [
	node,
	'unknown',
	'There is no pool with the ID #',
	CHECK_ID,
];
const training = (node: Row[0], more = 'is never completed'): Row => [
	node,
	'training',
	`Pool # is a training: it only prepares performers and ${more}`,
	'Choose the pool whose performers this training prepares.',
];
const ROWS: Row[] = [
	...(['get', 'open', 'close', 'clone', 'getAssignments'] as const).map(unknown),
	...(['wait', 'check', 'aggregate', 'vote'] as const).map(unknown),
	['create', 'unknown', 'Item 1: There is no pool with the ID #. Nothing was created', '1 of 2'],
	['suites', 'unknown', 'Item 1: There is no pool with the ID #. Nothing was created', '1 of 2'],
	...(['open', 'close', 'clone', 'wait', 'check'] as const).map((node) => training(node)),
	...(['aggregate', 'vote'] as const).map((node) => training(node, 'has no answers to combine')),
	['open', 'archived', 'Pool # was not opened: it is archived', 'Clone the pool'],
	['close', 'archived', 'Pool # was not closed: it is archived', 'An archived pool issues no'],
	[
		'wait',
		'archived',
		'Pool # ended before people were done, because somebody closed it',
		'Unless the pool is archived',
	],
	['vote', 'archived', 'Pool # has no accepted answers', 'Wait until people are done'],
	[
		'create',
		'archived',
		'Item 1: Pool # is archived and does not accept tasks. Nothing was created',
		'1 of 2 items is invalid. Choose an open or closed pool, or clone this one with Toloka (Pool: Clone), or set Invalid Items to “Create Valid Items Only”.',
	],
	[
		'open',
		'locked',
		'Pool # was not opened: it is locked by another operation',
		'Run the node again when that operation has finished.',
	],
	[
		'close',
		'locked',
		'Pool # was not closed: it is locked by another operation',
		'Run the node again when that operation has finished.',
	],
	[
		'wait',
		'locked',
		'Pool # is LOCKED: people had not finished within 14.4 minutes',
		"The pool continues on Toloka's side.",
	],
	['aggregate', 'locked', 'Pool # is locked', OTHER_RUNS],
	['vote', 'locked', 'Pool # is locked', OTHER_RUNS],
	[
		'create',
		'locked',
		'Item 1: Pool # is locked and does not accept tasks. Nothing was created',
		'1 of 2 items is invalid. Another operation is running on this pool. Run the node again when it has finished, or set Invalid Items to “Create Valid Items Only”.',
	],
	...(['wait', 'check'] as const).map((node): Row => [
		node,
		'neverOpened',
		'Pool # was never opened, so nobody works on it',
		'Open it first: with Open Pool in Toloka Create Task Suites (wait for its operation before the pool, if it returns one), with Toloka',
	]),
	...(['aggregate', 'vote'] as const).map((node): Row => [
		node,
		'neverOpened',
		'Pool # was never opened, so it has no answers',
		'Open the pool',
	]),
	['open', 'neverOpened', 'Pool # was not opened: it has no tasks', 'Add tasks with Toloka'],
	[
		'suites',
		'mixing',
		'Item 1: the pool # mixes tasks by itself (smart mixing) and does not accept task suites: set Input to “Each Item Is a Task”. Nothing was created',
		'1 of 2',
	],
];

it.each(ROWS)('%s: a pool that is %s', async (node, kind, message, advice) => {
	const [good, bad] = [goodPool(), POOLS[kind]()];
	const before = test.emulator.catalogue.pools().find(({ id }) => id === bad)?.status;
	const [type, parameters] = NODES[node];
	test.emulator.log.clear();
	const input = [good, bad].map((pool) => ({ pool, image: 'https://example.com/1.jpg' }));
	const all = { ...parameters, pool: byId('={{ $json.pool }}') };
	const { error } = await test.emulated.run(type, all, { input });
	expect(error?.message).toBe(message.replace('#', bad));
	expect(error?.description).toContain(advice);
	expect(error?.context?.itemIndex).toBe(1);
	const written = test.emulator.log
		.entries()
		.filter(({ method, status }) => method !== 'GET' && status < 400);
	expect(written.filter(({ path }) => path.includes(bad))).toEqual([]);
	if (node === 'create' || node === 'suites') expect(written).toEqual([]);
	const after = test.emulator.catalogue.pools().find(({ id }) => id === bad)?.status;
	expect(after).toBe(before);
});

const EVENTS = ['assignmentSubmitted', 'assignmentAccepted', 'assignmentRejected', 'poolClosed'];
const TOLD = [
	['unknown', 'There is no pool with the ID #'],
	['training', 'Pool # is a training: it only prepares performers and is never completed'],
] as const;
it.each(
	EVENTS.flatMap((event) =>
		TOLD.flatMap(([kind, message]) =>
			(['trigger', 'manual'] as const).map((mode) => [event, kind, mode, message] as const),
		),
	),
)('Pool Trigger, %s: a pool that is %s (%s)', async (event, kind, mode, message) => {
	const pool = POOLS[kind]();
	const trigger = createTrigger({
		type: 'tolokaPoolTrigger',
		credentials: test.emulated.credentials,
		parameters: { event, pools: { values: [{ pool: byId(pool) }] } },
		workflowId: `${event} ${kind} ${mode}`,
		mode,
	});
	await expect(trigger.activate()).rejects.toThrow(message.replace('#', pool));
	expect(trigger.emissions).toEqual([]);
	expect(trigger.saved()).toEqual({});
});

it.each([
	['archived', 'No assignment was submitted yet, and pool # is archived', 'Choose a pool that'],
	['neverOpened', 'No assignment was submitted yet', 'You can already publish the workflow.'],
] as const)('Pool Trigger: a test with a pool that is %s', async (kind, message, advice) => {
	const pool = POOLS[kind]();
	const trigger = createTrigger({
		type: 'tolokaPoolTrigger',
		credentials: test.emulated.credentials,
		parameters: { pools: { values: [{ pool: byId(pool) }] } },
		workflowId: kind,
		mode: 'manual',
	});
	await expect(trigger.activate()).rejects.toMatchObject({
		message: message.replace('#', pool),
		description: expect.stringContaining(advice),
	});
});

it('Toloka, open: an invalid ID among the items leaves all pools closed', async () => {
	const { seedData, log } = test.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1 });
	seedData.addTaskSuites(id, { count: 1 });
	for (const operation of ['open', 'clone']) {
		const parameters = { resource: 'pool', operation, pool: byId('={{ $json.pool }}') };
		const input = [{ pool: id }, { pool: '../x' }];
		const { error } = await test.emulated.run('toloka', parameters, { input });
		expect(error?.message).toBe('Pool of item 1 is not an ID: “../x”');
		expect(error?.context?.itemIndex).toBe(1);
	}
	expect(log.entries()).toEqual([]);
});

it('Toloka, Get Many assignments: a training that nobody has taken has none', async () => {
	const [type, parameters] = NODES.getAssignments;
	const pool = byId(POOLS.training());
	const { error, outputs } = await test.emulated.run(type, { ...parameters, pool });
	expect([error, outputs]).toEqual([undefined, [[]]]);
});

it.each(['open', 'close', 'clone'])(
	'%s: a failure reports what was done before',
	async (operation) => {
		const [good, bad] = [goodPool(), '404404'];
		const parameters = { resource: 'pool', operation, pool: byId('={{ $json.pool }}') };
		const input = [good, bad].map((pool) => ({ pool }));
		const { error } = await test.emulated.run('toloka', parameters, { input });
		expect(error?.description).toMatch(
			/^1 of 2 items were done before; a retry of this execution does not repeat them\. Check the ID/,
		);
	},
);

it('Wait for Operation: the failure at the deadline explains that a pool can never be completed', async () => {
	const { seedData } = test.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', mixerConfig: MIXER });
	seedData.addTasks(id, { count: 2, overlap: null });
	seedData.openPool(id);
	const [type, parameters] = NODES.wait;
	const { error } = await test.emulated.run(type, { ...parameters, pool: byId(id) });
	expect(error?.message).toMatch(
		new RegExp(`^Pool ${id} is OPEN.*: people had not finished within`),
	);
	expect(error?.description).toBe(
		`Pool ${id} has only tasks with infinite overlap, so it is never completed: it ends when it is closed or expires.`,
	);
});
