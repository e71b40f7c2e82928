import { parseArgs } from 'node:util';
import { DEFAULT_ACCOUNT } from './n8n/client/session.mts';
import { leaveKeptFolder, openKeptFolder } from './keptFolder.mts';
import { requireFree } from './n8n/freePort.mts';
import { printProgress } from './n8n/progress.mts';
import { runOnce, type Summary } from './once.mts';
import { setUpDemo, type Demo } from './setUp.mts';

/**
 * `npm run demo`: a running editor with everything in place.
 * `npm run demo -- --once --json`: runs the scenarios and ends with a summary.
 */
const { values } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		fresh: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
		port: { type: 'string' },
		'emulator-port': { type: 'string' },
		help: { type: 'boolean', default: false },
	},
});

if (values.help) {
	process.stdout.write(`npm run demo -- [options]

  --port N            port of n8n (5678)
  --emulator-port N   port of the local Toloka (8099)
  --fresh             forget what was built in earlier starts
  --once              run the scenarios once in a fresh n8n, then exit: 0 only if nothing was lost or doubled
  --json              with --once: print the summary as JSON (npm run -s demo keeps it pure)
`);
	process.exit(0);
}

const n8nPort = values.once ? undefined : Number(values.port ?? 5678);
const emulatorPort = values.once ? undefined : Number(values['emulator-port'] ?? 8099);
await refuseBusy(n8nPort, '--port', 5778);
await refuseBusy(emulatorPort, '--emulator-port', 8199);

/** Says so before anything is built. */
async function refuseBusy(port: number | undefined, flag: string, other: number): Promise<void> {
	if (port === undefined) return;
	await requireFree(port).catch(() => {
		const another = `npm run demo -- ${flag} ${other}`;
		process.stderr.write(`Port ${port} is in use. Choose another: ${another}\n`);
		process.exit(1);
	});
}

/** How often the triggers poll where their panels are looked at: three poll times, not twelve. */
const CALM_POLLS_S = 20;

async function main(): Promise<number> {
	if (values.once) {
		const demo = await setUpDemo({ onProgress: printProgress });
		const summary = await runOnce(demo, printProgress);
		await demo.stop();
		report(summary);
		return summary.ok ? 0 : 1;
	}
	const demo = await setUpDemo({
		n8nPort,
		emulatorPort,
		userFolder: await openKeptFolder(values.fresh),
		pollEveryS: CALM_POLLS_S,
		onProgress: printProgress,
	});
	await stayUp(demo);
	await leaveKeptFolder();
	return 0;
}

process.exit(
	await main().catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		printProgress(`The demo had to stop: ${reason}`);
		return 1;
	}),
);

function report(summary: Summary): void {
	if (values.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
	else
		for (const [name, value] of Object.entries(summary))
			printProgress(`${name}: ${JSON.stringify(value)}`);
}

async function stayUp({ n8n, emulator, workflows, filesFolder, stop }: Demo): Promise<void> {
	process.stdout.write(`
The demo is running.

  n8n       ${n8n.url}   sign in with ${DEFAULT_ACCOUNT.email} / ${DEFAULT_ACCOUNT.password}
  Toloka    ${emulator.url}   the local Toloka: label and review by hand, see every request
  Files     ${filesFolder}   nodes may read and write here; the rows are here, too

Open one of the workflows and press “Execute workflow”:
${Object.values(workflows)
	.map(({ id, name }) => `  ${n8n.url}/workflow/${id}   ${name}`)
	.join('\n')}

Stop it with Ctrl+C. What you build in n8n is kept for the next start; to start over:
npm run demo -- --fresh. The local Toloka forgets its items, tasks and answers.
`);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await stop();
	process.stdout.write('Stopped.\n');
}
