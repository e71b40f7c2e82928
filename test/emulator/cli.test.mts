import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { request } from './service.mts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Running {
	process: ChildProcess;
	output: () => string;
	exit: Promise<unknown>;
}

const started: ChildProcess[] = [];

afterEach(() => {
	started.splice(0).forEach((process) => process.kill('SIGKILL'));
});

function run(...args: string[]): Running {
	const child = spawn(process.execPath, ['--import', 'tsx', 'emulator/cli.mts', ...args], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	started.push(child);
	let output = '';
	const collect = (chunk: Buffer): void => {
		output += chunk.toString('utf8');
	};
	child.stdout.on('data', collect);
	child.stderr.on('data', collect);
	const exit = once(child, 'exit').then(([code]: unknown[]) => code);
	return { process: child, output: () => output, exit };
}

describe('command line', () => {
	it('prints the address, tokens, projects and pools, serves, and ends on SIGTERM', async () => {
		const cli = run(
			'--port',
			'0',
			'--seed',
			'7',
			'--label-delay',
			'3',
			'--no-quotas',
			'--no-performers',
			'--manual-labeling',
		);
		const { address, authorization } = await announced(cli);
		const reply = await request('GET', `${address}/api/v1/requester`, undefined, authorization);
		expect(reply.status).toBe(200);
		expect(cli.output()).toContain('Image moderation');
		const { json } = await request('GET', `${address}/_emulator/switches`);
		expect(json).toMatchObject({
			switches: { quotas: false, performers: false, manualLabeling: true, labelDelayMs: 3_000 },
		});
		cli.process.kill('SIGTERM');
		expect(await cli.exit).toBe(0);
	});

	it('answers pages as long as the official client requests', async () => {
		const cli = run('--port', '0');
		const { address, authorization } = await announced(cli);
		const pool = /(\d+) {2}OPEN/.exec(cli.output())?.[1] ?? '';
		for (const path of ['assignments', 'tasks']) {
			const url = `${address}/api/v1/${path}?pool_id=${pool}&limit=1000`;
			expect((await request('GET', url, undefined, authorization)).status).toBe(200);
		}
	});

	it('says in one sentence that the port is in use', async () => {
		const server = await occupy();
		const cli = run('--port', String((server.address() as AddressInfo).port));
		expect(await cli.exit).toBe(1);
		expect(cli.output().trim()).toMatch(/^The port \d+ is already taken; .*--port$/);
		server.close();
	});

	it.each([
		[['--port', 'x'], '--port needs a whole number'],
		[['--colour'], '--colour'],
	])('refuses %j', async (args, words) => {
		const cli = run(...args);
		expect(await cli.exit).toBe(1);
		expect(cli.output()).toContain(words);
		expect(cli.output()).not.toContain('    at ');
	});
});

async function announced(cli: Running): Promise<{ address: string; authorization: string }> {
	await expect.poll(cli.output, { timeout: 15_000 }).toContain('Pools');
	const token = /ApiKey token\s+(\S+)/.exec(cli.output())?.[1] ?? '';
	const address = /Address\s+(\S+)/.exec(cli.output())?.[1] ?? '';
	return { address, authorization: `ApiKey ${token}` };
}

async function occupy(): Promise<Server> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}
