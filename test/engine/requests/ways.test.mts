import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';
import { testCredential } from '../credentialTest.mts';
import { byId, credentialsFor, imageRows } from '../emulated.mts';
import { runNode } from '../engine.mts';
import { Pushing } from '../pushing.mts';
import { certificate } from '../certificate.mts';

const pushing = new Pushing();
const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function listening(server: Server): Promise<number> {
	servers.push(server);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return (server.address() as AddressInfo).port;
}

/** Starts a server; returns its address. */
async function serve(answer: RequestListener): Promise<string> {
	return `http://127.0.0.1:${await listening(createServer(answer))}`;
}

const answering =
	(status: number, headers: Record<string, string> = {}, body = '') =>
	(_request: IncomingMessage, response: ServerResponse): void =>
		void response.writeHead(status, headers).end(body);

async function pushThrough(baseUrl: string, rest: IDataObject = {}, options: IDataObject = {}) {
	const { projectId, emulator } = pushing;
	const { error } = await runNode({
		credentials: { ...credentialsFor(baseUrl, emulator.apiKey), ...rest },
		type: 'tolokaPushItems',
		parameters: { project: byId(projectId), options },
		input: imageRows(1),
	});
	return error;
}

describe('a base URL', () => {
	it.each(['/api/v1', '/api/v1/', '/api/app/v0', ' ', '/\n', '/api/v1/requester'])(
		'followed by %j is understood',
		async (behind) => {
			const { emulator } = pushing;
			expect(await pushThrough(`${emulator.url}${behind}`)).toBeUndefined();
			expect(pushing.created()).toHaveLength(1);
			const credentials = credentialsFor(`${emulator.url}${behind}`, emulator.apiKey);
			expect(await testCredential(credentials)).toEqual({ ok: true, message: '' });
		},
	);

	it.each(['/api', '/api/v2', '/toloka'])('followed by %j is named as the reason', async (path) => {
		const error = await pushThrough(`${pushing.emulator.url}${path}`);
		expect(error?.description).toContain(
			`Check the ID, and the base URL and the Apps API Path in the credential: the API is looked for at ${pushing.emulator.url}${path}/api/app/v0.`,
		);
	});

	it.each([
		...['/api/v1/pools?limit=1', '?a=b', '#top', '/a b', '//', '/api/app/v0/apps'],
		(url: string) => url.replace('://', '://me:secret@'),
		(url: string) => url.replace('http://', ''),
		(url: string) => url.replace('http://', 'ftp://'),
		(url: string) => url.toUpperCase(),
		(url: string) => `\u200b${url}/api/v1\ufeff`,
		(url: string) => ` “${url}/”\n`,
		(url: string) => `'${url}'`,
		(url: string) => `${url}.`,
	])('is tested as it is used: %s', async (form) => {
		const { url, apiKey } = pushing.emulator;
		const entered = typeof form === 'string' ? `${url}${form}` : form(url);
		const { ok } = await testCredential(credentialsFor(entered, apiKey));
		expect(ok).toBe((await pushThrough(entered)) === undefined);
	});

	it.each([
		['', '/app-projects/'],
		['/apps/v2/', '/apps/v2/app-projects/'],
		[undefined, '/api/app/v0/app-projects/'],
	])('has the Apps API at the path %j', async (appsPath, begin) => {
		const paths: string[] = [];
		const address = await serve((request, response) => {
			paths.push(String(request.url));
			answering(404, {}, '{"code":"DOES_NOT_EXIST"}')(request, response);
		});
		await pushThrough(address, appsPath === undefined ? {} : { appsPath });
		expect(paths).toEqual([`${begin}${pushing.projectId}`]);
	});

	it.each(['/../x', '/a?b', '/a b', '//evil.example/x y'])(
		'has no Apps API at %j',
		async (appsPath) => {
			const error = await pushThrough(pushing.emulator.url, { appsPath });
			expect(error?.message).toBe('The Apps API Path in the Toloka credential is not a path');
			expect(pushing.emulator.log.entries()).toHaveLength(0);
		},
	);
});

describe('a token', () => {
	it.each([
		...[(key: string) => ` ${key}\r\n`, (key: string) => `"${key}"`],
		(key: string) => `${key.slice(0, 5)}\n${key.slice(5)}`,
		(key: string) => `${key}\u0430`,
		(key: string) => `Bearer ${key}`,
		() => '',
	])('is tested as it is used: %s', async (form) => {
		const token = form(pushing.emulator.apiKey);
		const { ok, message } = await testCredential(credentialsFor(pushing.emulator.url, token));
		const error = await pushThrough(pushing.emulator.url, { token });
		expect(ok).toBe(error === undefined);
		if (!ok) expect(error?.message).toBe(message);
	});
});

describe('a redirect', () => {
	it('is named by its target, made once, and never followed', async () => {
		let seen: unknown = 'not asked';
		const other = await serve((request, response) => {
			seen = request.headers.authorization;
			answering(200, {}, '{"id":"x"}')(request, response);
		});
		let asked = 0;
		const address = await serve((request, response) => {
			asked++;
			answering(302, { Location: `${other}/sign-in?secret=1` })(request, response);
		});
		const error = await pushThrough(address);
		expect(error?.message).toContain(`redirects to ${other} (while`);
		expect(error?.description).toContain('enter it as the base URL');
		expect(asked).toBe(1);
		const { ok, message } = await testCredential(credentialsFor(address, 'SECRET'));
		expect(ok).toBe(false);
		expect(message).toContain('redirects to another one');
		expect(seen).toBe('not asked');
	});
});

describe('a proxy in between', () => {
	const page = '<html><title>Not here</title></html>';

	it.each([
		...[403, 404, 405, 407, 410, 451].map((status) => [status, page] as const),
		[404, '404 page not found'],
		[403, '<!-- blocked --><h1>No</h1>'],
		[418, ''],
		[422, '{}'],
	] as const)('that says %i %s is not confused with the service', async (status, body) => {
		const match = { method: 'GET' } as const;
		pushing.emulator.faults.add({ kind: 'status', status, body, match, times: 'always' });
		const error = await pushThrough(pushing.emulator.url);
		expect(error?.message).toMatch(/A proxy or another server, not Toloka, refused the request/);
		expect(error?.description).not.toMatch(/fields named above|Check the ID/i);
	});

	it("with its own page fails the credential's test", async () => {
		const address = await serve(answering(200, { 'Content-Type': 'text/html' }, page));
		const { ok, message } = await testCredential(credentialsFor(address, 't'));
		expect([ok, message]).toEqual([false, expect.stringContaining('not from Toloka')]);
		const foreign = await serve(answering(200, { 'Content-Type': 'application/json' }, '{}'));
		expect((await testCredential(credentialsFor(foreign, 't'))).ok).toBe(false);
	});
});

it('a refusal that names no field does not mention fields', async () => {
	const body = { code: 'VALIDATION_ERROR', message: 'Validation failed' };
	pushing.emulator.faults.add({ kind: 'status', status: 400, body, match: { method: 'GET' } });
	const error = await pushThrough(pushing.emulator.url);
	expect(error?.message).toContain('Toloka refused the data');
	expect(error?.description).toContain('Toloka did not name a field');
});

describe('an unavailable service', () => {
	it('is waited for as long as it requests', async () => {
		const { emulator, emulated } = pushing;
		emulated.slept.length = 0;
		const headers = { 'Retry-After': '30' };
		emulator.faults.add({ kind: 'status', status: 503, headers, match: { method: 'GET' } });
		expect(await pushThrough(emulator.url)).toBeUndefined();
		expect(emulated.slept[0]).toBe(30_000);
	});

	it('for hours ends the run at once with the time', async () => {
		const { emulator, emulated } = pushing;
		emulated.slept.length = 0;
		const headers = { 'Retry-After': '7200' };
		emulator.faults.add({ kind: 'status', status: 503, headers, match: { method: 'GET' } });
		const error = await pushThrough(emulator.url);
		expect(error?.description).toMatch(/\d\d:\d\d UTC.* again after that time/);
		expect(error?.description).toContain('this account may have no app projects');
		expect(emulated.slept).toEqual([]);
	});
});

describe('TLS that fails', () => {
	it('at a port for plain HTTP is reported as unreachable, with advice', async () => {
		const address = await serve(answering(200, {}, '{}'));
		const error = await pushThrough(address.replace('http:', 'https:'));
		expect(error?.message).toContain('could not be reached');
		expect(error?.description).toContain('the port is one for http://');
		expect(error?.description).not.toContain('timeout');
	});

	it('is suggested if a server hangs up on plain HTTP', async () => {
		const port = await listening(createTlsServer(certificate, answering(200, {}, '{}')));
		const error = await pushThrough(`http://127.0.0.1:${port}`);
		expect(error?.description).toContain('begin the base URL in the credential with https://');
		expect(error?.description).not.toContain('timeout');
	});

	it('because of a self-signed certificate is reported as unreachable, with advice', async () => {
		const port = await listening(createTlsServer(certificate, answering(200, {}, '{}')));
		const error = await pushThrough(`https://127.0.0.1:${port}`);
		expect(error?.message).toContain('could not be reached');
		expect(error?.description).toContain('NODE_EXTRA_CA_CERTS');
	});
});

describe('the request timeout', () => {
	it('limits the whole response, however steadily it drips', async () => {
		const address = await serve((_request, response) => {
			response.writeHead(200, { 'Content-Type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(drip));
		});
		const error = await pushThrough(address, {}, { timeout: 1 });
		expect(error?.message).toContain('did not respond');
		expect(error?.description).toContain('no response within 1 s');
	}, 30_000);
});

describe('an answer that is far too long', () => {
	const MORE = 2 ** 29 + 1;

	it('is not read: it is reported as not coming from the service', async () => {
		const lengths = { 'Content-Type': 'application/json', 'Content-Length': String(MORE) };
		const address = await serve((_request, response) => {
			response.writeHead(200, lengths);
			response.write('[');
		});
		const error = await pushThrough(address);
		expect(error?.message).toContain('was not the documented JSON');
		expect(error?.description).toContain('more than 512 MB');
	}, 60_000);
});
