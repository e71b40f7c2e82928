import { readdir, readFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import type { Turn } from './children/turns.mts';

/*
 * Finds what kept the event loop from its next turn, in the profiles of a benchmark of our node:
 *   TOLOKA_BENCH_PROFILES=folder npm run bench -- --workloads W3,W4 --rows 10 --contestants engine
 *   npx tsx test/campaigns/bench/longTurns.mts folder
 */

type Profile = Profiler.Profile & { turns: Turn[] };

/**
 * Milliseconds of a turn: in total, in the nodes' own code and what it calls, and in V8's
 * collector.
 */
interface Shares {
	all: number;
	own: number;
	collector: number;
	/** The function of ours that took the most time. */
	most: string;
}

const MOST_SHOWN = 12;
const COLLECTOR = '(garbage collector)';

const [folder = '.'] = process.argv.slice(2);
for (const file of await readdir(folder)) {
	if (!file.endsWith('.cpuprofile')) continue;
	const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as Profile;
	const turns = sharesOf(profile).sort((one, other) => other.own - one.own);
	process.stdout.write(`${file}\n${turns.slice(0, MOST_SHOWN).map(lineOf).join('')}`);
}

function lineOf({ all, own, collector, most }: Shares): string {
	const [inAll, ours, collecting] = [all, own, collector].map((ms) => ms.toFixed(0).padStart(5));
	return `${inAll} ms, ours ${ours}, collector ${collecting}  ${most}\n`;
}

function sharesOf({ turns, startTime, timeDeltas = [], samples = [], nodes }: Profile): Shares[] {
	const ownOf = ownFunctions(nodes);
	const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
	let at = startTime;
	const times = timeDeltas.map((delta) => (at += delta));
	return turns.map(([begin, end]) => {
		const shares: Shares = { all: (end - begin) / 1_000, own: 0, collector: 0, most: '' };
		const byFunction = new Map<string, number>();
		for (const [index, time] of times.entries()) {
			if (time < begin || time >= end) continue;
			const ms = timeDeltas[index] / 1_000;
			const own = ownOf.get(samples[index]);
			if (names.get(samples[index]) === COLLECTOR) shares.collector += ms;
			if (own === undefined) continue;
			shares.own += ms;
			byFunction.set(own, (byFunction.get(own) ?? 0) + ms);
		}
		const [most] = [...byFunction].sort(([, one], [, other]) => other - one);
		return { ...shares, most: most?.[0] ?? '' };
	});
}

/**
 * Maps each node of the profile to the innermost function of the built nodes on its stack, if any.
 */
function ownFunctions(nodes: Profiler.ProfileNode[]): Map<number, string> {
	const own = new Map<number, string>();
	// Parents come before their children.
	for (const { id, callFrame, children = [] } of nodes) {
		const { url, functionName } = callFrame;
		if (url.includes('/dist/nodes/')) own.set(id, `${url.split('/').at(-1)} ${functionName}`);
		const inherited = own.get(id);
		if (inherited !== undefined) for (const child of children) own.set(child, inherited);
	}
	return own;
}
