import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { CommandError, isInstalled, runCommand } from './command.mts';

/** Set by an outer `npm run`; they would make the inner npm work elsewhere or skip things. */
const NOT_PASSED_ON =
	/^(npm_(package|lifecycle)_|npm_command|npm_execpath|npm_config_(local_prefix|prefix|global|omit|include|ignore_scripts|workspace)|INIT_CWD|NODE_OPTIONS|NODE_ENV)/i;

/** npm's error codes for a registry that it cannot reach. */
const NO_CONNECTION =
	/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;

export function noConnection(what: string, cause?: unknown): Error {
	const advice = 'Connect to the internet and start again.';
	return new Error(`${what} could not be downloaded: npm’s registry was not reached. ${advice}`, {
		cause,
	});
}

/** Runs npm with the given Node.js and returns its output. */
export async function npm(
	args: string[],
	options: { cwd: string; nodeBinary?: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
	const { cwd, nodeBinary = process.execPath, env = {} } = options;
	const outer = Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.test(name));
	const path = [dirname(nodeBinary), process.env.PATH ?? ''].join(delimiter);
	try {
		return await runCommand('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd,
			env: {
				...Object.fromEntries(outer),
				PATH: path,
				npm_config_update_notifier: 'false',
				...env,
			},
		});
	} catch (error) {
		if (error instanceof CommandError && NO_CONNECTION.test(error.message))
			throw noConnection('A package', error);
		if (!(error instanceof CommandError && error.notFound)) throw error;
		throw new Error('npm was not found: install Node.js together with npm, then try again.', {
			cause: error,
		});
	}
}

/**
 * Provides the sqlite3 binary of an n8n installation: downloads it if possible, else compiles it,
 * against the headers next to the Node.js if there are any.
 */
export async function buildSqlite(folder: string, nodeBinary: string): Promise<void> {
	const prefix = dirname(dirname(nodeBinary));
	const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
	const env = hasHeaders ? { npm_config_nodedir: prefix } : {};
	try {
		await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], { cwd: folder, nodeBinary, env });
	} catch (error) {
		const missing = await missingTools();
		if (missing.length === 0) throw error;
		throw new Error(
			`n8n's database driver sqlite3 could not be built: ${missing.join(', ')} not found. ` +
				'On Debian: apt-get install python3 make g++',
			{ cause: error },
		);
	}
}

async function missingTools(): Promise<string[]> {
	const missing: string[] = [];
	for (const tool of ['python3', 'make', 'g++']) {
		if (!(await isInstalled(tool))) missing.push(tool);
	}
	return missing;
}
