import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { watchTurns } from './turns.mts';

/** Environment variable with the folder for CPU profiles; without it, nothing is profiled. */
const PROFILE_FOLDER = 'TOLOKA_BENCH_PROFILES';

const INTERVAL_US = 200;

/**
 * Does the work; if `PROFILE_FOLDER` is set, writes a CPU profile with the long turns of the event
 * loop, which `longTurns.mts` reads.
 */
export async function profiled<T>(work: () => Promise<T>): Promise<T> {
	const folder = process.env[PROFILE_FOLDER];
	if (folder === undefined) return await work();
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
	await session.post('Profiler.start');
	const turnsSince = watchTurns();
	const result = await work();
	const turns = turnsSince();
	const { profile } = await session.post('Profiler.stop');
	const file = `${Date.now()}-${process.pid}.cpuprofile`;
	await writeFile(join(folder, file), JSON.stringify({ ...profile, turns }));
	return result;
}
