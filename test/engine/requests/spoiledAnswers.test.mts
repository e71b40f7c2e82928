import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Creating, pictures } from '../creating.mts';
import { byId, credentialsFor, imageRows } from '../emulated.mts';
import { runNode } from '../engine.mts';
import { Operating, RETRY } from '../operating.mts';
import { BULK, Pushing } from '../pushing.mts';

/** Requests that Toloka carried out, although what came back does not look like it. */

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

type Spoil = (answer: string, response: ServerResponse, date: string) => void;

/** Starts a proxy that spoils the first answer to a push; returns its address. */
async function proxy(service: string, spoil: Spoil): Promise<string> {
	let isSpoiled = false;
	const server = createServer((request, response) => {
		const isPush = request.url?.endsWith('/items/bulk') === true && !isSpoiled;
		isSpoiled ||= isPush;
		void forward(service, request).then(({ status, date, answer }) => {
			// Toloka's time, which is not that of this machine.
			response.setHeader('Date', date);
			if (isPush) spoil(answer, response, date);
			else response.writeHead(status, { 'Content-Type': 'application/json' }).end(answer);
		});
	});
	servers.push(server);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(service: string, request: IncomingMessage) {
	const { method, url, headers } = request;
	const body = await text(request);
	const wanted: OutgoingHttpHeaders = {
		authorization: headers.authorization,
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(body),
	};
	const answered = await new Promise<IncomingMessage>((resolve, reject) => {
		send(`${service}${url}`, { method, headers: wanted }, resolve).on('error', reject).end(body);
	});
	const { statusCode: status = 0, headers: answeredWith } = answered;
	return { status, date: String(answeredWith.date), answer: await text(answered) };
}

/** Sends bytes that Node.js would not send. */
function raw(head: string): Spoil {
	return (answer, { socket }, date) =>
		void socket?.end(`HTTP/1.1 200 OK\r\nDate: ${date}\r\n${head}\r\n\r\n${answer}`);
}

describe('items are pushed once if a proxy spoils the answer', () => {
	const pushing = new Pushing();

	it.each<[string, Spoil]>([
		['with a header that is too long', raw(`X-Trace: ${'a'.repeat(90_000)}`)],
		['with an invalid header', raw('X Trace: 1')],
		['with two lengths', raw('Content-Length: 5\r\nTransfer-Encoding: chunked')],
		['with no header at all', (answer, { socket }) => void socket?.end(answer)],
		[
			'with damaged gzip',
			(answer, response) => {
				const bytes = gzipSync(answer);
				bytes[bytes.length - 6] ^= 255;
				response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bytes);
			},
		],
		[
			'with an ID that is empty',
			(answer, response) => void response.end(answer.replace(/"\w+"/, '""')),
		],
		['with a byte order mark', (answer, response) => void response.end(`\ufeff${answer}`)],
	])('%s', async (_how, spoil) => {
		const { emulator, projectId } = pushing;
		const { outputs, error } = await runNode({
			credentials: credentialsFor(await proxy(emulator.url, spoil), emulator.apiKey),
			type: 'tolokaPushItems',
			parameters: { project: byId(projectId) },
			input: imageRows(3),
		});
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.id)).toEqual(pushing.created().map(({ id }) => id));
		expect(pushing.created()).toHaveLength(3);
	});
});

/** What Yandex Cloud, gRPC gateways and nginx respond if they stop waiting for the service. */
const CLOSED = { code: 499, message: 'The operation was cancelled', status: 'CANCELLED' };
const FORMS = [
	[499, '<html><title>499 Client Closed Request</title></html>'],
	[499, CLOSED],
	[499, undefined],
	[460, undefined],
] as const;

describe.each(FORMS)('a proxy that stops waiting: %i %j', (status, body) => {
	const fault = { kind: 'status', status, body, applied: true } as const;
	const pushing = new Pushing();
	const creating = new Creating();
	const operating = new Operating();

	it('leaves items pushed once', async () => {
		pushing.emulator.faults.add({ ...fault, match: { route: BULK } });
		const { error } = await pushing.push(imageRows(3), {}, RETRY);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(3);
	});

	it('leaves a batch created once', async () => {
		const route = 'POST /app-projects/{id}/batches';
		pushing.emulator.faults.add({ ...fault, match: { route } });
		await pushing.push(imageRows(3), { destination: 'newBatch', batchName: 'Photos' }, RETRY);
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
		expect(pushing.created()).toHaveLength(3);
	});

	it('leaves task suites created once', async () => {
		creating.emulator.faults.add({ ...fault, match: { route: 'POST /task-suites' } });
		await creating.create(pictures(3), { delivery: 'sync' }, { settings: RETRY });
		expect(creating.suites()).toHaveLength(3);
	});

	it('leaves a pool cloned once', async () => {
		const pools = () => operating.emulator.catalogue.pools().length;
		const pool = byId(operating.emulator.catalogue.pool('CLOSED').id);
		const before = pools();
		operating.emulator.faults.add({ ...fault, match: { route: 'POST /pools/{id}/clone' } });
		const { error } = await operating.operate('pool:clone', { pool }, [{}], { settings: RETRY });
		expect(error).toBeUndefined();
		expect(pools()).toBe(before + 1);
	});
});
