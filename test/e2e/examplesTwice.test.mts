import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, outputOf, type Execution } from '../../demo/n8n/client/executions.mts';
import type { Stack } from '../../demo/stack.mts';
import type { PoolWish } from '../../emulator/inProcess/seedData.mts';
import { startModelStub } from '../support/modelStub.mts';
import { EXAMPLES, filledExample, type Choices } from './exampleWorkflow.mts';
import { startJudgedStack } from './judgedStack.mts';
import { call, staged, type Rows, type Stage } from './standIns.mts';

const MINUTES = 60_000;

let stack: Stack;

beforeAll(async () => {
	stack = await startJudgedStack({
		emulator: {
			switches: {
				...{ labelDelayMs: 0, labelJitterMs: 0, operationPendingMs: 0, operationRunMs: 0 },
				...{ answerDelayMs: 0, autoCloseLagMs: 0, quotas: false },
			},
		},
	});
}, 20 * MINUTES);
afterAll(async () => await stack?.stop(), MINUTES);

/** Counts everything that costs money, in all projects and pools. */
function paid(): { items: number; performances: number; accepted: number } {
	const { catalogue, truth } = stack.emulator;
	const pools = catalogue.pools().map(({ id }) => id);
	const suites = pools.flatMap((id) => truth.taskSuites(id));
	const assignments = pools.flatMap((id) => truth.assignments(id));
	return {
		items: catalogue.appProjects().flatMap(({ id }) => truth.items(id)).length,
		performances: suites.reduce((sum, { overlap }) => sum + (overlap ?? 1), 0),
		accepted: assignments.filter(({ times }) => times.accepted !== undefined).length,
	};
}

/** Returns what each of two consecutive runs added to what is paid. */
async function paidByTwo(first: () => Promise<unknown>, second = first): Promise<object[]> {
	const added: object[] = [];
	for (const run of [first, second]) {
		const before = paid();
		await run();
		const { items, performances, accepted } = paid();
		added.push({
			items: items - before.items,
			performances: performances - before.performances,
			accepted: accepted - before.accepted,
		});
	}
	return added;
}

const NOTHING = { items: 0, performances: 0, accepted: 0 };
/** Nothing was ordered; earlier orders may still be completed and accepted. */
const NOTHING_NEW = { items: 0, performances: 0 };
const ONE_SUITE = { items: 0, performances: 3 };
const OK = [{ ok: true }];

const pool = (wish: PoolWish = {}) => stack.emulator.seedData.addPool(wish).id;
const picture = (index: number) => `https://example.com/${index}.jpg`;
const asRows = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ row_number: index + 2, image: picture(index) }));

/** Publishes an example; returns a function that runs it in production. */
async function published(
	file: string,
	stage: Stage,
	choices: Choices,
): Promise<(rows: Rows) => Promise<Execution>> {
	const path = file.replace('.json', '');
	const workflow = staged(await filledExample(file, stack, choices), path, stage);
	const { id } = await stack.client.workflows.create(workflow);
	await stack.client.workflows.activate(id);
	return async (rows) => await call(stack, id, path, rows);
}

/** Saves an example with a button as its trigger; returns a function that presses it. */
async function saved(file: string, choices: Choices): Promise<() => Promise<void>> {
	const { client } = stack;
	const { id } = await client.workflows.create(await filledExample(file, stack, choices));
	return async () => {
		const run = await client.workflows.run(id, { trigger: 'Execute workflow' });
		const execution = await client.executions.wait(run);
		expect(failureOf(execution)).toBeUndefined();
	};
}

const TESTED: Record<string, () => Promise<void>> = {
	'moderation-stream.json': async () => {
		const stage = { trigger: 'Webhook', outside: ['Save the answer', 'Ask a moderator'] };
		const projectId = stack.emulator.catalogue.appProject().id;
		const run = await published('moderation-stream.json', stage, { projectId });
		const body = { id: '1', image_url: picture(1), caption: 'A dog' };
		expect(await paidByTwo(async () => await run({ Webhook: [{ body }] }))).toEqual([
			{ ...NOTHING, items: 1 },
			NOTHING,
		]);
	},
	'nightly-batch.json': async () => {
		const outside = ['All rows', 'Note the tasks', 'Answers'];
		const poolId = pool({ name: 'Nights', performers: true });
		const stage = { trigger: 'Every night', outside };
		const run = await published('nightly-batch.json', stage, { poolId });
		expect(await paidForRows(run)).toMatchObject([ONE_SUITE, NOTHING_NEW]);
	},
	'pool-cloned-every-night.json': async () => {
		const outside = ['All rows', 'Note the tasks', 'Tell the team'];
		const poolId = pool({ name: 'Prepared', performers: false });
		const stage = { trigger: 'Every night', outside };
		const run = await published('pool-cloned-every-night.json', stage, { poolId });
		const pools = () => stack.emulator.catalogue.pools().length;
		const before = pools();
		expect(await paidForRows(run)).toMatchObject([ONE_SUITE, NOTHING_NEW]);
		expect(pools()).toBe(before + 1);
	},
	'review-of-photos.json': async () => {
		const outputSpec = { photo: { type: 'file' } } as const;
		const wish = { name: 'Photos', outputSpec, autoAccept: false, performers: false } as const;
		const poolId = pool({ ...wish, status: 'OPEN' });
		stack.emulator.seedData.addAssignments(poolId, { count: 3, status: 'SUBMITTED' });
		const stage = { trigger: 'Every ten minutes', outside: ['Copy to S3'] };
		const run = await published('review-of-photos.json', stage, { poolId });
		expect(await paidByTwo(async () => await run({}))).toEqual([
			{ ...NOTHING, accepted: 3 },
			NOTHING,
		]);
	},
	'follow-up-of-rejected-answers.json': async () => {
		const file = 'follow-up-of-rejected-answers.json';
		const poolId = pool({ name: 'Answers', performers: false });
		const followUp = pool({ name: 'Follow-up', performers: false });
		stack.emulator.seedData.addAssignments(poolId, { count: 3, status: 'REJECTED' });
		const pools = { 'Toloka Create Task Suites': followUp };
		const stage = { trigger: 'Every hour', outside: [] };
		const run = await published(file, stage, { poolId, pools });
		const paidFor = await paidByTwo(async () => await run({}));
		expect(paidFor).toMatchObject([{ items: 0, performances: 3 }, NOTHING_NEW]);
	},
	'human-check-for-an-ai-agent.json': async () => {
		const { catalogue } = stack.emulator;
		const projectId = catalogue.appProjects()[1]?.id ?? '';
		const stage = { trigger: 'Chat', outside: ['Tell the channel'] };
		const model = await startModelStub();
		try {
			const data = { apiKey: 'stub', url: model.url };
			const { credentials } = stack.client;
			const modelCredential = await credentials.create('Model', 'openAiApi', data);
			const choices = { projectId, modelCredential };
			const run = await published('human-check-for-an-ai-agent.json', stage, choices);
			const turns = [[{ tool: 'Ask_people', args: { text: 'Free pills, click here' } }]];
			const rows = { Chat: [{ chatInput: JSON.stringify(turns) }] };
			expect(await paidByTwo(async () => await run(rows))).toEqual([
				{ ...NOTHING, items: 1 },
				NOTHING,
			]);
		} finally {
			await model.close();
		}
	},
	'toloka-file-to-pool.json': async () => {
		const rows = [1, 2, 3].map((index) => ({ 'INPUT:image': picture(index) }));
		const pinned = { 'Download the file': OK, 'Rows of the file': rows };
		const poolId = pool({ name: 'File', performers: false, defaultOverlap: 3 });
		const run = await saved('toloka-file-to-pool.json', { poolId, pinned });
		expect(await paidByTwo(run)).toEqual([{ ...NOTHING, performances: 3 }, NOTHING]);
	},
	'backfill-ndjson.json': async () => {
		const projectId = stack.emulator.catalogue.appProjects()[1]?.id ?? '';
		const data = ['Good', 'Fine'].map((text) => JSON.stringify({ text })).join('\n');
		const pinned = { 'Download the backlog': [{ data }] };
		const run = await saved('backfill-ndjson.json', { projectId, pinned });
		expect(await paidByTwo(run)).toEqual([{ ...NOTHING, items: 2 }, NOTHING]);
	},
	'bulk-export.json': async () => {
		const poolId = stack.emulator.catalogue.pool('OPEN').id;
		const pinned = { 'Send by e-mail': OK, 'Upload to S3': OK };
		const run = await saved('bulk-export.json', { poolId, pinned });
		expect(await paidByTwo(run)).toEqual([NOTHING, NOTHING]);
	},
};

/** Runs on ten rows, then on the same rows with the notes that the first run wrote beside them. */
async function paidForRows(run: (rows: Rows) => Promise<Execution>): Promise<object[]> {
	const rows = asRows(10);
	let noted: object[] = [];
	const first = async () => {
		noted = outputOf(await run({ 'All rows': rows }), 'Note the tasks').map(({ json }) => json);
	};
	const second = async () => {
		const told = new Map(noted.map((row) => [Number(Reflect.get(row, 'row_number')), row]));
		const withTasks = rows.map((row) => ({ ...row, ...told.get(row.row_number) }));
		await run({ 'All rows': withTasks });
	};
	return await paidByTwo(first, second);
}

describe('running an example twice pays once', () => {
	const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));

	it('is tested for every example', () => {
		expect(Object.keys(TESTED).sort()).toEqual(files.sort());
	});

	it.each(Object.entries(TESTED))('%s', async (_, test) => await test(), 5 * MINUTES);
});
