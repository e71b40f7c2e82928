import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { credentialsFor } from '../emulated.mts';
import { runNode } from '../engine.mts';
import { Operating } from '../operating.mts';

const operating = new Operating();
let server: Server | undefined;
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
});

/** Truncates the first download, and compresses it if the request allows that. */
async function truncating(service: string): Promise<string> {
	let isTruncated = false;
	server = createServer((request, response) => {
		const headers = { authorization: String(request.headers.authorization) };
		const isGzip = /gzip/.test(String(request.headers['accept-encoding']));
		void fetch(`${service}${request.url}`, { headers }).then(async (answer) => {
			const bytes = Buffer.from(await answer.arrayBuffer());
			const isDownload = request.url?.endsWith('/download') === true;
			const sent = isDownload && isGzip ? gzipSync(bytes) : bytes;
			const encoding = sent === bytes ? {} : { 'Content-Encoding': 'gzip' };
			if (!isDownload || isTruncated) return response.writeHead(answer.status, encoding).end(sent);
			isTruncated = true;
			const length = isGzip ? {} : { 'Content-Length': sent.length };
			const half = sent.subarray(0, sent.length / 2);
			response.writeHead(200, { ...encoding, ...length });
			return response.write(half, () => (isGzip ? response.end() : response.destroy()));
		});
	});
	await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function incompressible(length: number): Buffer {
	const parts = Array.from({ length: length / 32 }, (_, index) =>
		createHash('sha256').update(String(index)).digest(),
	);
	return Buffer.concat(parts);
}

it('a file that a proxy truncates is downloaded again, not output in part', async () => {
	const { seedData, url, apiKey } = operating.emulator;
	const pool = seedData.addPool({ status: 'OPEN', outputSpec: { photo: { type: 'file' } } }).id;
	const [first] = seedData.addAssignments(pool, { count: 1, answer: () => ({}) });
	const bytes = incompressible(4_000);
	const photo = seedData.addAttachment(first, { name: 'p.jpg', bytes });
	const [assignmentId] = seedData.addAssignments(pool, { count: 1, answer: () => ({ photo }) });
	const { outputs, error } = await runNode({
		credentials: credentialsFor(await truncating(url), apiKey),
		type: 'toloka',
		parameters: { resource: 'assignment', operation: 'downloadFiles', assignmentId },
	});
	expect(error).toBeUndefined();
	expect(outputs[0][0].json.bytes).toBe(4_000);
	expect(Buffer.from(outputs[0][0].binary?.data.data ?? '', 'base64')).toEqual(bytes);
});
