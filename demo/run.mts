import { parseArgs } from 'node:util';
import { DEFAULT_ACCOUNT } from './n8n/client/session.mts';
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
  --once              run the scenarios once, then exit: 0 only if nothing was lost or doubled
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

const demo = await setUpDemo({
	n8nPort,
	emulatorPort,
	onProgress: printProgress,
}).catch((error: unknown) => {
	printProgress(
		`The demo could not start: ${error instanceof Error ? error.message : String(error)}`,
	);
	process.exit(1);
});

if (values.once) {
	const summary = await runOnce(demo, printProgress);
	await demo.stop();
	report(summary);
	process.exit(summary.ok ? 0 : 1);
}
await stayUp(demo);

function report(summary: Summary): void {
	if (values.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
	else
		for (const [name, value] of Object.entries(summary))
			printProgress(`${name}: ${JSON.stringify(value)}`);
}

async function stayUp({ n8n, emulator, workflows, stop }: Demo): Promise<void> {
	process.stdout.write(`
The demo is running.

  n8n       ${n8n.url}   sign in with ${DEFAULT_ACCOUNT.email} / ${DEFAULT_ACCOUNT.password}
  Toloka    ${emulator.url}   the local Toloka: label items by hand, see every request

Open one of the workflows and press “Execute workflow”:
${Object.values(workflows)
	.map(({ id, name }) => `  ${n8n.url}/workflow/${id}   ${name}`)
	.join('\n')}

Nothing is kept when the demo ends. Stop it with Ctrl+C.
`);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await stop();
	process.stdout.write('Stopped.\n');
	process.exit(0);
}
