import { parseArgs } from 'node:util';
import { readCommandLine } from './commandLine.mts';
import { runCommand } from './n8n/command.mts';
import { ensureHost, type WhichHost } from './n8n/install.mts';
import { printProgress } from './n8n/progress.mts';
import { runOnce, type Summary } from './once.mts';
import { setUpDemo, type Demo } from './setUp.mts';

/**
 * `npm run compat`: runs the scenarios in the oldest supported n8n and then in the pinned one, with
 * the package installed as its users install it.
 */
const USAGE = `npm run compat -- [options]
  --json    the verdicts as JSON on standard output`;

const { values } = readCommandLine(USAGE, () =>
	parseArgs({ options: { json: { type: 'boolean', default: false } } }),
);

interface Verdict {
	n8n: string;
	node: string;
	ok: boolean;
	/** Why it failed, if there is no summary. */
	error?: string;
	summary?: Summary;
}

const WHICH: WhichHost[] = ['oldest', 'pinned'];

async function check(which: WhichHost): Promise<Verdict> {
	const { version, nodeBinary } = await ensureHost({ which });
	const versions = { n8n: version, node: await nodeVersion(nodeBinary) };
	let demo: Demo | undefined;
	try {
		demo = await setUpDemo({ which, onProgress: printProgress });
		const summary = await runOnce(demo, printProgress);
		return { ...versions, ok: summary.ok, summary };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return { ...versions, ok: false, error: reason };
	} finally {
		await demo?.stop();
	}
}

async function nodeVersion(binary: string): Promise<string> {
	return (await runCommand(binary, ['--version'])).trim().replace(/^v/, '');
}

function line({ n8n, node, ok, error, summary }: Verdict): string {
	const found = summary
		? `stream ${summary.stream.received} of ${summary.stream.pushed} items, ` +
			`pool ${summary.pool.solutions} of ${summary.pool.tasks} solutions and ${summary.pool.votes} votes, ` +
			`review ${summary.review.accepted + summary.review.rejected} of ${summary.review.sent} answers, ` +
			`${summary.seconds} s`
		: error;
	return `${ok ? 'works ' : 'FAILED'}  n8n ${n8n} on Node.js ${node}: ${found}`;
}

const verdicts: Verdict[] = [];
for (const which of WHICH) {
	verdicts.push(await check(which));
	printProgress(line(verdicts.at(-1) as Verdict));
}
if (values.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
else process.stdout.write(`${verdicts.map(line).join('\n')}\n`);
process.exit(verdicts.every(({ ok }) => ok) ? 0 : 1);
