import type { INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { editorOf } from '../editor.mts';
import { byId, imageRows } from '../emulated.mts';
import { useEmulated } from '../emulatedTest.mts';
import { PACKAGE, describeNode, workflowPackage } from '../engine.mts';
import { createTrigger } from '../trigger.mts';

const NO_POOL = 'Not the address of a pool';
const NO_PROJECT = 'Not the address of an app project';

/** What n8n's panel says of an address before it lets the node run. */
function complaints(type: string, parameter: 'pool' | 'project', address: string): string[] {
	const { description } = describeNode(type);
	const { properties } = description;
	const { getNodeParameters, getNodeParametersIssues } = workflowPackage.NodeHelpers;
	const entered = { [parameter]: { ...byId(address), mode: 'url' } } as never;
	const node = {
		...{ id: '1', name: 'Node', type: `${PACKAGE}.${type}`, typeVersion: 1 },
		...{ position: [0, 0], parameters: {} },
	} as INode;
	node.parameters = getNodeParameters(properties, entered, true, false, node, description)!;
	const issues = getNodeParametersIssues(properties, node, description);
	return issues?.parameters?.[parameter] ?? [];
}

describe('a pasted address', () => {
	it.each([
		'https://toloka.dev/requester/project/70001/pool/36502086',
		'https://toloka.dev/requester/project/70001/pool/36502086/tasks?page=2#top ',
		' https://tasks.yandex.ru/requester/project/70001/pool/36502086/',
		'\thttps://toloka.dev/api/v1/pools/36502086',
	])('of a pool: “%s”', (address) => {
		expect(complaints('tolokaCreateTaskSuites', 'pool', address)).toEqual([]);
	});

	it.each([
		'https://toloka.dev/requester/app-project/8lvN9kBN4wwsj47ZqNal?tab=items',
		' https://toloka.dev/api/app/v0/app-projects/8lvN9kBN4wwsj47ZqNal/items ',
	])('of an app project: “%s”', (address) => {
		expect(complaints('tolokaPushItems', 'project', address)).toEqual([]);
	});

	it('of something else is refused', () => {
		const address = ' https://toloka.dev/requester/project/70001 ';
		expect(complaints('tolokaCreateTaskSuites', 'pool', address)).toEqual([NO_POOL]);
		expect(complaints('tolokaPushItems', 'project', address)).toEqual([NO_PROJECT]);
	});
});

const toloka = useEmulated();
const poolAddress = (id: string) => `https://toloka.dev/requester/project/70001/pool/${id}`;
const projectAddress = (id: string) => `https://toloka.dev/requester/app-project/${id}?tab=items `;

describe('an address that stayed when By URL was changed to another mode', () => {
	it.each(['list', 'id'])('%s: is read by nodes, per item too', async (mode) => {
		const { catalogue, truth } = toloka.emulator;
		const pools = [catalogue.pool('OPEN').id, catalogue.pool('CLOSED').id];
		const input = pools.map((id) => ({ link: poolAddress(id) }));
		const pool = { ...byId('={{ $json.link }}'), mode };
		const got = await toloka.run('toloka', { resource: 'pool', operation: 'get', pool }, { input });
		expect(got.outputs[0]?.map(({ json }) => json.id)).toEqual(pools);

		const { id } = catalogue.appProject();
		const project = { ...byId(projectAddress(id)), mode };
		await toloka.run('tolokaPushItems', { project }, { input: imageRows(2) });
		expect(truth.items(id)).toHaveLength(2);
	});

	it.each(['list', 'id'])('%s: is read by triggers and lists', async (mode) => {
		const { catalogue, clock, seedData } = toloka.emulator;
		const { id } = catalogue.appProject();
		const now = clock.now();
		const finished = { finishedFromMs: now - 600_000, finishedToMs: now - 300_000 };
		const items = seedData.addItems(id, { count: 2, ...finished });
		const parameters = {
			project: { ...byId(projectAddress(id)), mode },
			startFrom: 'beginning',
		} as never;
		const poll = createTrigger({
			...{ credentials: toloka.credentials, parameters },
			workflowId: mode,
		});
		await poll.activate();
		expect(poll.items().map((item) => item.id)).toEqual(items);

		const { methods } = describeNode('tolokaPollFinishedItemsTrigger');
		const editor = editorOf('tolokaPollFinishedItemsTrigger', toloka.credentials, parameters);
		expect(await methods!.listSearch!.searchBatches.call(editor)).toEqual({ results: [] });
	});

	it.each(['url', 'id'])('%s: beside another one in a cell is refused', async (mode) => {
		const pools = toloka.emulator.catalogue.pools().slice(0, 2);
		const link = pools.map(({ id }) => poolAddress(id)).join(',');
		const pool = { ...byId('={{ $json.link }}'), mode };
		const get = { resource: 'pool', operation: 'get', pool };
		const { error } = await toloka.run('toloka', get, { input: [{ link }] });
		expect(error?.message).toContain('Pool of item 0 is not an ID');
	});
});

it.each([String, Number])('By URL accepts the ID that a row has: as a %o', async (kind) => {
	const { id } = toloka.emulator.catalogue.pool('OPEN');
	const pool = { ...byId('={{ $json.pool }}'), mode: 'url' };
	const get = { resource: 'pool', operation: 'get', pool };
	const { outputs } = await toloka.run('toloka', get, { input: [{ pool: kind(id) }] });
	expect(outputs[0]?.[0]?.json.id).toBe(id);
});
