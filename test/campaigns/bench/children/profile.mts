import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { watchTurns } from './turns.mts';

/** Names the folder that CPU profiles go to; without it nothing is profiled. */
export const PROFILE_FOLDER = 'TOLOKA_BENCH_PROFILES';

const INTERVAL_US = 200;

/**
 * Does the work; writes a CPU profile of it, with the long turns of the event loop, where that is
 * asked for. `longTurns.mts` reads them.
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
