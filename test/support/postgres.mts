import { existsSync } from 'node:fs';
import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../demo/n8n/command.mts';
import { freePort } from '../../demo/n8n/freePort.mts';
import { startProcess, type ManagedProcess } from '../../demo/n8n/managedProcess.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import { ensureDebianPackages } from './debian.mts';
import { tempFolder } from './tempFolder.mts';

/** A private PostgreSQL server; `postgres` signs in without a password. */
export interface Postgres extends ManagedProcess {
	readonly port: number;
	readonly user: string;
	createDatabase(name: string): Promise<void>;
	/** Returns what a statement printed: one line per row, columns separated by `|`. */
	query(database: string, statement: string): Promise<string>;
	/** Starts the server again on the same port with the same data. */
	startAgain(): Promise<Postgres>;
}

const USER = 'postgres';
const VERSIONS = '/usr/lib/postgresql';

interface Place {
	bin: string;
	data: string;
	port: number;
	runAs?: { uid: number; gid: number };
}

/** Starts a PostgreSQL server on a free port, with its data in a temporary folder. */
export async function startPostgres(): Promise<Postgres> {
	await ensureDebianPackages(['postgresql']);
	const bin = await binaries();
	const data = await tempFolder('postgres');
	const runAs = await unprivilegedUser();
	if (runAs !== undefined) await chown(data, runAs.uid, runAs.gid);
	const options = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
	await runCommand(join(bin, 'initdb'), ['-D', data, '-U', USER, ...options], {
		cwd: '/',
		user: runAs,
	});
	return await launch({ bin, data, port: await freePort(), runAs });
}

async function launch(place: Place): Promise<Postgres> {
	const { bin, data, port, runAs } = place;
	const managed = await startProcess({
		name: 'postgres',
		command: join(bin, 'postgres'),
		args: ['-D', data, '-p', String(port), '-k', data, '-c', 'listen_addresses=127.0.0.1'],
		cwd: '/',
		user: runAs,
		// SIGTERM would wait for clients to leave; SIGINT ends their sessions.
		stopSignal: 'SIGINT',
	});
	const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', USER];
	const run = async (program: string, ...args: string[]) =>
		await runCommand(join(bin, program), [...connection, ...args], { cwd: '/' });
	await waitUntil('PostgreSQL to answer', async () => await run('pg_isready'), 30_000);
	return {
		...managed,
		port,
		user: USER,
		createDatabase: async (name) => void (await run('createdb', name)),
		query: async (database, statement) => await run('psql', '-At', '-d', database, '-c', statement),
		startAgain: async () => await launch(place),
	};
}

async function binaries(): Promise<string> {
	const versions = (await readdir(VERSIONS)).sort((a, b) => Number(b) - Number(a));
	const found = versions.map((version) => join(VERSIONS, version, 'bin'));
	const bin = found.find((folder) => existsSync(join(folder, 'initdb')));
	if (bin === undefined) throw new Error(`No PostgreSQL server under ${VERSIONS}`);
	return bin;
}

/**
 * Returns the user to run as: PostgreSQL refuses to run as root, and the Debian package creates a
 * user for it.
 */
async function unprivilegedUser(): Promise<Place['runAs']> {
	if (process.getuid?.() !== 0) return undefined;
	const uid = Number(await runCommand('id', ['-u', USER]));
	const gid = Number(await runCommand('id', ['-g', USER]));
	return { uid, gid };
}
