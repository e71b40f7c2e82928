import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { repositoryDir } from '../support/build.mts';

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

interface Place {
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

/** Returns what a program prints; throws with its output unless it exits with 0. */
export async function outputOf(program: string, args: string[], place: Place): Promise<string> {
	const { stdout } = await execute(program, args, { ...place, maxBuffer: MAX_OUTPUT_BYTES });
	return stdout;
}

/** Runs a script from this folder in its own process; returns the JSON it prints. */
export async function jsonOf<T>(script: string, args: string[], place: Place): Promise<T> {
	const path = fileURLToPath(new URL(script, import.meta.url));
	const tsx = join(repositoryDir, 'node_modules', '.bin', 'tsx');
	return JSON.parse(await outputOf(tsx, [path, ...args], place)) as T;
}
