import type {
	IDataObject,
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { editorOf } from '../editor.mts';
import { byId, credentialsFor } from '../emulated.mts';
import {
	PACKAGE,
	additionalData,
	core,
	describeNode,
	nodeTypes,
	workflowPackage,
} from '../engine.mts';

const creating = new Creating();

/** Creates the context in which the editor requests choices. */
function editor(credentials: IDataObject = creating.emulated.credentials): ILoadOptionsFunctions {
	const node: INode = {
		id: 'node-1',
		name: 'Create',
		type: `${PACKAGE}.tolokaCreateTaskSuites`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { pool: byId(creating.pool.id) } as never,
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const workflow = new workflowPackage.Workflow({
		id: 'w',
		active: false,
		nodes: [node],
		connections: {},
		nodeTypes,
	});
	const created = workflow.getNode(node.name)!;
	const extra = { ...additionalData(credentials), currentNodeParameters: created.parameters };
	return new core.LoadOptionsContext(workflow, created, extra, '') as ILoadOptionsFunctions;
}

const methods = () => describeNode('tolokaCreateTaskSuites').methods!;

async function search(filter?: string, token?: string): Promise<INodeListSearchResult> {
	return await methods().listSearch!.searchPools.call(editor(), filter, token);
}

async function fields(): Promise<ResourceMapperFields> {
	return await methods().resourceMapping!.getTaskFields.call(editor());
}

describe('the list of pools', () => {
	it('shows every pool with its project and status, newest first, archived ones last', async () => {
		const { results } = await search();
		const known = creating.emulator.catalogue
			.pools()
			.sort((one, other) => Number(other.id) - Number(one.id));
		const isPutAway = ({ status }: { status: string }) => ['ARCHIVED', 'LOCKED'].includes(status);
		const expected = [...known.filter((pool) => !isPutAway(pool)), ...known.filter(isPutAway)];
		expect(known.some(isPutAway)).toBe(true);
		expect(results.map(({ value }) => value)).toEqual(expected.map(({ id }) => id));
		expect(results.find(({ value }) => value === creating.pool.id)?.name).toMatch(
			/^Animals, week 2 · .+ \(closed\)$/i,
		);
	});

	it('shows the id of pools that have the same name, as clones do', async () => {
		const { seedData } = creating.emulator;
		const [one, other] = [1, 2].map(() => seedData.addPool({ name: 'Nightly' }).id);
		const { results } = await search('nightly');
		expect(results.map(({ name }) => name)).toEqual(
			[other, one].map((id) => expect.stringMatching(`^Nightly · .+ \\(closed\\), ID ${id}$`)),
		);
	});

	it('shows pools without their projects if those cannot be read', async () => {
		const match = { route: 'GET /projects/{id}' };
		creating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const { results } = await search();
		expect(results.map(({ name }) => name)).toContainEqual(
			expect.stringMatching(/^Animals, week 2 \(closed\)$/i),
		);
	});

	it('finds a pool among hundreds by name and by ID', async () => {
		for (let index = 0; index < 250; index++) creating.usePool({ name: `Pool ${index}` });
		const byName = await search('week 1');
		expect(byName.results.map(({ name }) => name)).toEqual([
			expect.stringMatching(/^Animals, week 1/),
		]);
		const [{ value }] = byName.results;
		expect((await search(String(value))).results).toHaveLength(1);
	});

	it('reads until a search fills the list: n8n requests more only if it can be scrolled', async () => {
		const named = (index: number) => (index % 60 === 0 ? `Boats ${index}` : `Pool ${index}`);
		for (let index = 0; index < 700; index++) creating.usePool({ name: named(index) });
		const { results } = await search('boats ');
		expect(results).toHaveLength(12);
		const full = await search('pool ');
		expect(full.results.length).toBeLessThan(688);
		expect(full.paginationToken).toBeDefined();
	});

	it('finds what is far down a long list, and reads each project once', async () => {
		for (let index = 0; index < 2_200; index++) creating.usePool({ name: `Pool ${index}` });
		const { catalogue, log } = creating.emulator;
		const projects = new Set(catalogue.pools().map(({ projectId }) => projectId));
		const before = log.count('GET /projects/{id}');
		expect((await search('week 1')).results).toHaveLength(1);
		expect(log.count('GET /projects/{id}') - before).toBe(projects.size);
	});

	it('continues page by page and ends', async () => {
		for (let index = 0; index < 250; index++) creating.usePool({ name: `Pool ${index}` });
		const seen = new Set<unknown>();
		let token: string | undefined;
		do {
			const page = await search('', token);
			for (const { value } of page.results) seen.add(value);
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		expect(seen.size).toBe(creating.emulator.catalogue.pools().length);
	});

	it('says what is wrong with the credential', async () => {
		const { url, switches } = creating.emulator;
		switches.set({ authFailureStatus: 401 });
		const context = editor(credentialsFor(url, 'wrong'));
		await expect(methods().listSearch!.searchPools.call(context)).rejects.toThrow(
			'The token was not accepted while listing the pools',
		);
	});
});

describe('the fields of a task', () => {
	it('are those of the project of the chosen pool', async () => {
		const { fields: shown } = await fields();
		expect(shown.map(({ id, required }) => [id, required])).toEqual([
			['image', true],
			['note', false],
		]);
	});

	it('require a pool', async () => {
		const { credentials } = creating.emulated;
		const { getTaskFields } = methods().resourceMapping!;
		expect(await getTaskFields.call(editorOf('tolokaCreateTaskSuites', credentials))).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a pool to see its fields.',
		});
	});
});

describe('the list of batches', () => {
	it('requires the project first', async () => {
		const { credentials } = creating.emulated;
		const { searchBatches } = describeNode('tolokaPushItems').methods!.listSearch!;
		await expect(searchBatches.call(editorOf('tolokaPushItems', credentials))).rejects.toThrow(
			'Choose the project first',
		);
	});
});
