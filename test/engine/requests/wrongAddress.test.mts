import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../emulator/clock.mts';
import { editorOf } from '../editor.mts';
import { byId, credentialsFor } from '../emulated.mts';
import { describeNode, runNode } from '../engine.mts';
import { useVirtualTime } from '../time.mts';

/** A custom base URL at which another server responds, or which lacks the path to the API. */

const servers: Server[] = [];
let restoreTime: () => void;
beforeEach(() => {
	restoreTime = useVirtualTime(virtualClock()).restore;
});
afterEach(() => {
	restoreTime();
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function serve(answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	servers.push(server);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page = '<html><title>Not here</title></html>';
const SERVERS = {
	'404 in JSON': [404, '{"code":"DOES_NOT_EXIST","message":"Not found"}'],
	'404 without a body': [404, ''],
	'404 as a page': [404, page],
	'405 as a page': [405, page],
	'200 as a page': [200, page],
} as const;
const EVERY_SERVER = Object.keys(SERVERS) as Array<keyof typeof SERVERS>;

async function everything(name: keyof typeof SERVERS): Promise<string> {
	const [status, body] = SERVERS[name];
	return await serve((_request, response) => void response.writeHead(status).end(body));
}

interface Shown {
	message?: string;
	description?: string | null;
}

const LISTS = [
	['tolokaPushItems', 'searchAppProjects', 'listing the projects', '/api/app/v0'],
	['tolokaCreateTaskSuites', 'searchPools', 'listing the pools', '/api/v1'],
	['tolokaGetAggregatedSolutions', 'searchSkills', 'listing the skills', '/api/v1'],
] as const;

describe.each(EVERY_SERVER)('a server that responds with %s', (name) => {
	it.each(LISTS)('in the editor, %s: %s', async (type, method, doing, path) => {
		const address = await everything(name);
		const { listSearch } = describeNode(type).methods!;
		const context = editorOf(type, credentialsFor(address, 'token'));
		const error = await listSearch![method].call(context).then(
			() => ({}) as Shown,
			(thrown: Shown) => thrown,
		);
		expect(error.message).toContain(`while ${doing}`);
		expect(error.description).toMatch(/^Check the base URL( and the Apps API Path)? in the cred/);
		if (name !== '200 as a page') {
			expect(error.description).toContain(`the API is looked for at ${address}${path}.`);
		}
	});

	it('in a run that lists pools', async () => {
		const address = await everything(name);
		const { error } = await runNode({
			credentials: credentialsFor(address, 'token'),
			type: 'toloka',
			parameters: { resource: 'pool', operation: 'getMany' },
			input: [{}],
		});
		expect(error?.description).toMatch(/^Check the base URL in the credential/);
	});
});

describe('a 404 that may be about an ID', () => {
	const described = async (parameters: IDataObject, credentials: IDataObject = {}) => {
		const address = await everything('404 in JSON');
		const given = { ...credentialsFor(address, 'token'), ...credentials };
		const run = { credentials: given, type: 'toloka', parameters, input: [{}] };
		const { error } = await runNode(run);
		return error?.description?.replace(address, '');
	};

	it.each<[string, IDataObject, string]>([
		['a pool', { resource: 'pool', operation: 'get', pool: byId('1') }, '/api/v1'],
		[
			"a project's pools",
			{ resource: 'pool', operation: 'getMany', poolFilters: { projectId: '7' } },
			'/api/v1',
		],
		[
			"a project's items",
			{ resource: 'item', operation: 'getMany', project: byId('abc') },
			'/api/app/v0',
		],
	])('%s', async (_of, parameters, path) => {
		const advice = await described(parameters);
		expect(advice).toMatch(/^Check the ID, and the base URL( and the Apps API Path)? in the cred/);
		expect(advice).toContain(`the API is looked for at ${path}.`);
	});

	it('names the path of the Apps API that the credential says', async () => {
		const parameters = { resource: 'item', operation: 'getMany', project: byId('abc') };
		expect(await described(parameters, { appsPath: '/apps/v2' })).toContain('at /apps/v2.');
	});
});
