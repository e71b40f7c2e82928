import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveKeptFolder, openKeptFolder, refuseSecondDemo } from '../../demo/keptFolder.mts';
import { freePort } from '../../demo/n8n/freePort.mts';
import { readFlags, requireFreePorts } from '../../demo/options.mts';
import { tempFolder } from '../support/tempFolder.mts';

const URL = 'http://127.0.0.1:5678';

describe('a second demo', () => {
	let folder: string;

	beforeEach(async () => {
		folder = join(await tempFolder('kept'), 'demo');
		await mkdir(folder);
	});

	it('is refused with the address of the first one, which is not changed', async () => {
		await writeFile(join(folder, 'running'), `${process.ppid} ${URL}`);
		await writeFile(join(folder, 'work'), '');
		const sentence = `A demo is running already: ${URL} (process ${process.ppid}). Use that one, or stop it with Ctrl+C before you start another.`;

		await expect(refuseSecondDemo(folder)).rejects.toThrow(sentence);
		await expect(openKeptFolder({ fresh: true, url: URL }, folder)).rejects.toThrow(sentence);
		expect(existsSync(join(folder, 'work'))).toBe(true);
	});

	it('keeps the work of one that was stopped or killed, or starts over', async () => {
		await writeFile(join(folder, 'running'), `999999999 ${URL}`);
		await writeFile(join(folder, 'work'), '');

		await openKeptFolder({ fresh: false, url: URL }, folder);
		await leaveKeptFolder(folder);
		expect(existsSync(join(folder, 'running'))).toBe(false);
		expect(existsSync(join(folder, 'work'))).toBe(true);
		await openKeptFolder({ fresh: true, url: URL }, folder);
		expect(existsSync(join(folder, 'work'))).toBe(false);
	});
});

describe('the command line of the demo', () => {
	const servers: Server[] = [];

	async function busyPort(): Promise<number> {
		const port = await freePort();
		const server = createServer().listen(port, '127.0.0.1');
		servers.push(server);
		await once(server, 'listening');
		return port;
	}

	afterEach(() => {
		servers.splice(0).forEach((server) => server.close());
	});

	it('names all ports in use at once, in a command that keeps the other flags', async () => {
		const [n8n, toloka] = [await busyPort(), await busyPort()];
		const flags = (...args: string[]) => requireFreePorts(readFlags(args));

		await expect(
			flags('--fresh', '--port', String(n8n), '--emulator-port', String(toloka)),
		).rejects.toThrow(
			`Ports ${n8n} and ${toloka} are in use. Choose others: npm run demo -- --fresh --port ${n8n + 100} --emulator-port ${toloka + 100}`,
		);
		const free = await freePort();
		await expect(flags('--port', String(free), '--emulator-port', String(toloka))).rejects.toThrow(
			`Port ${toloka} is in use. Choose another: npm run demo -- --port ${free} --emulator-port ${toloka + 100}`,
		);
	});

	it('refuses unknown arguments in one sentence', () => {
		expect(() => readFlags(['--keep'])).toThrow(/^Unknown option '--keep'/);
		expect(() => readFlags(['--port', 'abc'])).toThrow(
			'--port needs a number from 1 to 65535, not “abc”.',
		);
	});
});
