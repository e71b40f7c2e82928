import { withProgress, printProgress } from '../../../demo/n8n/progress.mts';
import { ensureNode } from '../../../demo/n8n/nodeRuntime.mts';
import buildPackage from '../../support/build.mts';
import { compare } from './campaign.mts';
import { CONTESTANTS, type Means } from './contestants.mts';
import { writeDocuments } from './documents.mts';
import { judge } from './goals.mts';
import { describeMachine } from './machine.mts';
import { createBenchHost, type BenchHost } from './n8n/benchHost.mts';
import { readOptions, type Options } from './options.mts';
import type { Results } from './results.mts';
import { startService } from './service.mts';
import { asText, goalTable, resultTable } from './table.mts';
import { GROWTH, WORKLOADS } from './workloads.mts';

/** `npm run bench`: measures the nodes and compares them with the alternatives. */
const options = readOptions(process.argv.slice(2));
buildPackage();
const nodeBinary = await ensureNode([24], printProgress);
const results = await measure(options);
if (options.writeDocs) await writeDocuments(results);
if (options.json) {
	process.stdout.write(`${JSON.stringify({ ...results, goals: judge(results) }, null, 2)}\n`);
} else {
	process.stdout.write(`${asText(resultTable(results))}\n\n${asText(goalTable(results))}\n`);
}
process.exit(0);

async function measure({ workloads, contestants, share, growth, ...rounds }: Options) {
	const service = await startService(nodeBinary);
	let host: Promise<BenchHost> | undefined;
	const means: Means = {
		nodeBinary,
		benchHost: async () => await (host ??= createBenchHost(printProgress)),
	};
	const results: Results = {
		when: new Date().toISOString(),
		machine: await describeMachine(nodeBinary),
		cells: [],
	};
	const takePart = CONTESTANTS.filter(({ id }) => contestants.includes(id));
	for (const workload of WORKLOADS.filter(({ id }) => workloads.includes(id))) {
		const able = takePart.filter((contestant) => contestant.workloads.includes(workload.id));
		const sizes = growth && GROWTH.workloads.includes(workload.id) ? GROWTH.sizes : [];
		for (const rows of new Set([workload.rows, ...sizes])) {
			const scaled = Math.max(1, Math.round(rows * share));
			const those = able.filter(({ grows }) => grows || rows === workload.rows);
			const step = `${workload.id}: ${workload.title}, ${scaled} rows`;
			const cells = await withProgress(step, printProgress, async () =>
				compare(workload, scaled, those, service, means, rounds, printProgress),
			);
			results.cells.push(...cells);
		}
	}
	await service.stop();
	await (await host)?.remove();
	return results;
}
