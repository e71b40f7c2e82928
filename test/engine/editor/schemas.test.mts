import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../../support/build.mts';
import { getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { rows, Operating } from '../operating.mts';
import { startSuites } from '../taskSuites.mts';
import { createTrigger } from '../trigger.mts';
import { poolsOf } from '../watchingPools.mts';

/** A node must output what the editor shows before it has run, whatever is chosen. */

const operating = new Operating();
const seedData = () => operating.emulator.seedData;

interface Shape {
	properties: Record<string, { type: string }>;
}

const nodesDir = join(repositoryDir, 'nodes');
const schemaPaths = readdirSync(nodesDir, { recursive: true, encoding: 'utf8' }).filter((path) =>
	/__schema__.*\.json$/.test(path),
);
const schemaOf = (path: string) => JSON.parse(readFileSync(join(nodesDir, path), 'utf8')) as Shape;

async function outputOf(result: Promise<NodeResult>): Promise<IDataObject[]> {
	const done = await result;
	expect(done.error).toBeUndefined();
	return rows(done);
}

function closedPool(): string {
	const { id } = seedData().addPool({ status: 'CLOSED', defaultOverlap: 1 });
	seedData().addTaskSuites(id, { count: 2 });
	return id;
}

function endedPool(): string {
	const id = closedPool();
	seedData().openPool(id);
	seedData().closePool(id, 'MANUAL');
	return id;
}

/** Adds a pool with one assignment. */
function assigned(status: 'SUBMITTED' | 'ACCEPTED'): { pool: string; id: string } {
	const pool = seedData().addPool({ status: 'OPEN', autoAccept: false }).id;
	const [id] = seedData().addAssignments(pool, { count: 1, status });
	return { pool, id };
}

const project = () => operating.emulator.catalogue.appProject().id;

async function batch(start: boolean): Promise<string> {
	const headers = {
		Authorization: `ApiKey ${operating.emulator.apiKey}`,
		'Content-Type': 'application/json',
	};
	const url = `${operating.emulator.url}/api/app/v0/app-projects/${project()}/batches`;
	const items = [{ image_url: 'https://example.com/1.jpg' }];
	const body = JSON.stringify({ name: 'b', items });
	const { id } = (await (await fetch(url, { method: 'POST', headers, body })).json()) as {
		id: string;
	};
	if (start) await fetch(`${url}/${id}/start`, { method: 'POST', headers });
	return id;
}

const operate = async (name: string, parameters: IDataObject) =>
	await outputOf(operating.operate(name, parameters));

const batchOf = async (operation: string, start: boolean) =>
	await operate(`batch:${operation}`, {
		project: byId(project()),
		batch: byId(await batch(start)),
	});

/** Returns the items of a batch that people have labeled. */
async function labeled() {
	await batch(true);
	operating.emulator.clock.advance(24 * 60 * 60_000);
	return operating.emulator.truth.items(project());
}

async function waited(operation: 'wait' | 'check'): Promise<IDataObject[]> {
	const { emulated } = operating;
	const suites = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
	const run = async (waitFor: string, parameters: IDataObject) =>
		await outputOf(
			emulated.run('tolokaWaitForOperation', {
				operation,
				waitFor,
				ifClosedEarly: 'output',
				deadlineDays: 30,
				...parameters,
			}),
		);
	const finished = await run('operation', { operation: 'wait', operationId: suites });
	const people = { project: byId(project()), batch: byId(await batch(true)) };
	return [
		...finished,
		...(await run('operation', { operationId: suites })),
		...(await run('pool', { pool: byId(endedPool()) })),
		...(await run('batch', people)),
	];
}

async function solutions(): Promise<IDataObject[]> {
	const pool = seedData().addPool({ status: 'CLOSED', lastCloseReason: 'COMPLETED' }).id;
	const id = seedData().addAggregation({ poolId: pool, rows: 3, withTasks: true });
	const get = async (options: IDataObject) =>
		await outputOf(getSolutions(operating.emulated, [{}], { operationId: id, options }));
	return [...(await get({})), ...(await get({ addInputValues: true }))];
}

async function polled(type: string, parameters: IDataObject): Promise<IDataObject[]> {
	const { credentials } = operating.emulated;
	const workflowId = `schema of ${type}`;
	const trigger = createTrigger({ type, credentials, parameters, workflowId, mode: 'manual' });
	await trigger.tick();
	expect(trigger.errors).toEqual([]);
	return trigger.items();
}

const OUTPUTS: Record<string, () => Promise<IDataObject[]>> = {
	'Toloka/pool/get': async () => await operate('pool:get', { pool: byId(endedPool()) }),
	'Toloka/pool/getMany': async () => {
		endedPool();
		return await operate('pool:getMany', { limit: 1 });
	},
	'Toloka/pool/open': async () => {
		const pool = byId(endedPool());
		return [...(await operate('pool:open', { pool })), ...(await operate('pool:open', { pool }))];
	},
	'Toloka/pool/close': async () => {
		const id = closedPool();
		seedData().openPool(id);
		return await operate('pool:close', { pool: byId(id) });
	},
	'Toloka/pool/clone': async () => await operate('pool:clone', { pool: byId(endedPool()) }),
	'Toloka/assignment/get': async () =>
		await operate('assignment:get', { assignmentId: assigned('SUBMITTED').id }),
	'Toloka/assignment/getMany': async () =>
		await operate('assignment:getMany', { pool: byId(assigned('SUBMITTED').pool) }),
	'Toloka/assignment/accept': async () =>
		await operate('assignment:accept', {
			assignmentId: assigned('SUBMITTED').id,
			comment: 'Thanks',
		}),
	'Toloka/assignment/reject': async () =>
		await operate('assignment:reject', { assignmentId: assigned('SUBMITTED').id, comment: 'Why' }),
	'Toloka/assignment/downloadFiles': async () => {
		const outputSpec = { photo: { type: 'file' } } as const;
		const pool = seedData().addPool({ status: 'OPEN', outputSpec }).id;
		const [first] = seedData().addAssignments(pool, { count: 1, answer: () => ({ photo: null }) });
		const photo = seedData().addAttachment(first, { name: 'p.jpg' });
		const [id] = seedData().addAssignments(pool, { count: 1, answer: () => ({ photo }) });
		return await operate('assignment:downloadFiles', { assignmentId: id });
	},
	'Toloka/item/get': async () => {
		const [{ id: itemId }] = await labeled();
		return await operate('item:get', { project: byId(project()), itemId });
	},
	'Toloka/item/getMany': async () => {
		await labeled();
		return await operate('item:getMany', { project: byId(project()) });
	},
	'Toloka/batch/get': async () => await batchOf('get', false),
	'Toloka/batch/start': async () => await batchOf('start', false),
	'Toloka/batch/stop': async () => await batchOf('stop', true),
	'Toloka/batch/resume': async () => {
		const id = await batch(true);
		const both = { project: byId(project()), batch: byId(id) };
		await operate('batch:stop', both);
		return await operate('batch:resume', both);
	},
	'TolokaWaitForOperation/wait': async () => await waited('wait'),
	'TolokaWaitForOperation/check': async () => await waited('check'),
	'TolokaGetAggregatedSolutions/getMany': solutions,
	'TolokaGetAggregatedSolutions/aggregatePool': solutions,
	'TolokaCreateTaskSuites/create': async () =>
		await outputOf(
			operating.emulated.run(
				'tolokaCreateTaskSuites',
				{ pool: byId(operating.emulator.catalogue.pool('CLOSED').id) },
				{ input: [{ image: 'https://example.com/1.jpg' }] },
			),
		),
	'TolokaPushItems/push': async () => {
		const input = [{ image_url: 'https://example.com/1.jpg' }, { image_url: '' }];
		const push = async (destination: string) =>
			await outputOf(
				operating.emulated.run(
					'tolokaPushItems',
					{ project: byId(project()), destination, invalidItems: 'pushValid' },
					{ input },
				),
			);
		return [...(await push('stream')), ...(await push('newBatch'))];
	},
	TolokaPollFinishedItemsTrigger: async () => {
		await labeled();
		return await polled('tolokaPollFinishedItemsTrigger', { project: byId(project()) });
	},
	TolokaPoolTrigger: async () =>
		await polled('tolokaPoolTrigger', { pools: poolsOf(assigned('SUBMITTED').pool) }),
};

/** Fields that the nodes add to those of the service. */
const OWN = [
	...['assignment_id', 'attachment_id', 'awaits_review', 'assignments_awaiting_review'],
	...['batch_id', 'changed', 'closed_early', 'dedupeKey', 'duration_seconds', 'ended'],
	...['ended_early', 'existed', 'file_name', 'has_active_assignments', 'is_control', 'mime_type'],
	...['pool_id', 'problem', 'source_pool_id', 'tasks_done', 'tasks_total'],
];

const nameOf = (path: string) => path.replace(/\/__schema__\/v1\.0\.0/, '').replace(/\.json$/, '');

/** Whether a value has this JSON Schema type; the service may omit any of its fields. */
function isOfType(value: unknown, type: string): boolean {
	if (value === null || value === undefined) return true;
	if (type === 'array') return Array.isArray(value);
	if (type === 'integer') return Number.isInteger(value);
	return typeof value === type && !Array.isArray(value);
}

describe('the schema of', () => {
	it('every operation is checked', () => {
		expect(schemaPaths.map(nameOf).sort()).toEqual(Object.keys(OUTPUTS).sort());
	});

	it.each(schemaPaths.map(nameOf))('%s matches the output', async (name) => {
		const path = schemaPaths.find((one) => nameOf(one) === name) ?? '';
		const { properties } = schemaOf(path);
		const items = await OUTPUTS[name]();
		expect(items.length).toBeGreaterThan(0);
		const isAlways = (key: string) => items.every((item) => key in item);
		expect(Object.keys(properties).filter((key) => !isAlways(key))).toEqual([]);
		expect(OWN.filter((key) => isAlways(key) && !(key in properties))).toEqual([]);
		const wrong = items.flatMap((item) =>
			Object.entries(properties)
				.filter(([key, { type }]) => !isOfType(item[key], type))
				.map(([key]) => `${key}: ${JSON.stringify(item[key])}`),
		);
		expect(wrong).toEqual([]);
	});
});

it.each(Object.keys(OUTPUTS))('%s outputs no time without a zone', async (name) => {
	const values = (await OUTPUTS[name]()).flatMap((item) => Object.entries(item));
	const bare = values.filter(([, value]) => /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(String(value)));
	expect(bare).toEqual([]);
});
