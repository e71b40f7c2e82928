import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryDir } from '../../support/build.mts';
import { drawChart } from './chart.mts';
import { judge } from './goals.mts';
import type { Results } from './results.mts';
import { asMarkdown, goalTable, growthTable, resultTable } from './table.mts';

const METHOD = new URL('./method.md', import.meta.url);

/** Writes `docs/benchmark.*`: the results, the chart drawn from them, and the text around both. */
export async function writeDocuments(results: Results): Promise<void> {
	const method = await readFile(METHOD, 'utf8');
	const parts: Record<string, string> = {
		goals: asMarkdown(goalTable(results)),
		results: asMarkdown(resultTable(results)),
		growth: asMarkdown(growthTable(results)),
		machine: machineSentence(results),
	};
	const paper = method.replaceAll(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
	const json = JSON.stringify({ ...results, goals: judge(results) }, null, '\t');
	await writeFile(join(repositoryDir, 'docs', 'benchmark.md'), paper);
	await writeFile(join(repositoryDir, 'docs', 'benchmark.svg'), drawChart(results));
	await writeFile(join(repositoryDir, 'docs', 'benchmark.json'), `${json}\n`);
}

function machineSentence({ machine, when }: Results): string {
	const { processor, cores, memoryGb, platform, node, n8n } = machine;
	return `Measured on ${when.slice(0, 10)}: ${processor}, ${cores} cores, ${memoryGb} GB, ${platform}; Node.js ${node}, n8n ${n8n}.`;
}
