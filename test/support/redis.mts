import { createConnection } from 'node:net';
import { freePort } from '../../demo/n8n/freePort.mts';
import { startProcess, type ManagedProcess } from '../../demo/n8n/managedProcess.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import { ensureDebianPackages } from './debian.mts';
import { tempFolder } from './tempFolder.mts';

export interface Redis extends ManagedProcess {
	readonly port: number;
	/** Starts the server again on the same port with the same data. */
	startAgain(): Promise<Redis>;
}

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];

/** Starts a Redis server on a free port; every write goes to a temporary folder at once. */
export async function startRedis(): Promise<Redis> {
	await ensureDebianPackages(['redis-server']);
	return await launch(await freePort(), await tempFolder('redis'));
}

async function launch(port: number, folder: string): Promise<Redis> {
	const managed = await startProcess({
		name: 'redis-server',
		command: 'redis-server',
		args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...DURABLE],
		cwd: folder,
	});
	await waitUntil('Redis to answer', async () => await answersPing(port), 20_000);
	return { ...managed, port, startAgain: async () => await launch(port, folder) };
}

async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve, reject) => {
		const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'));
		socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
		socket.once('error', reject);
		socket.once('data', (data) => {
			socket.destroy();
			resolve(data.toString().startsWith('+PONG'));
		});
	});
}
