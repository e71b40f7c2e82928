import { DEFAULT_ACCOUNT } from './n8n/client/session.mts';
import { leaveKeptFolder, openKeptFolder, refuseSecondDemo } from './keptFolder.mts';
import { printProgress } from './n8n/progress.mts';
import { runOnce, type Summary } from './once.mts';
import { readFlags, requireFreePorts, USAGE, type DemoFlags } from './options.mts';
import { setUpDemo, type Demo } from './setUp.mts';

/** How often the triggers poll if people see their panels: three poll times, not twelve. */
const CALM_POLLS_S = 20;

/**
 * `npm run demo`: starts an editor with everything in place.
 * `npm run demo -- --once --json`: runs the scenarios and prints a summary.
 */
async function main(): Promise<number> {
	const flags = readFlags(process.argv.slice(2));
	if (flags.help) process.stdout.write(USAGE);
	else if (flags.once) return await runScenarios(flags);
	else await serve(flags);
	return 0;
}

async function runScenarios({ json }: DemoFlags): Promise<number> {
	const demo = await setUpDemo({ onProgress: printProgress });
	const summary = await runOnce(demo, printProgress);
	await demo.stop();
	report(summary, json);
	return summary.ok ? 0 : 1;
}

/** Refuses what would fail later before anything is built. */
async function serve(flags: DemoFlags): Promise<void> {
	await refuseSecondDemo();
	await requireFreePorts(flags);
	const { port, 'emulator-port': emulatorPort } = flags.ports;
	const demo = await setUpDemo({
		n8nPort: port,
		emulatorPort,
		userFolder: await openKeptFolder({ ...flags, url: `http://127.0.0.1:${port}` }),
		pollEveryS: CALM_POLLS_S,
		onProgress: printProgress,
	});
	await stayUp(demo);
	await leaveKeptFolder();
}

process.exit(
	await main().catch((error: unknown) => {
		printProgress(error instanceof Error ? error.message : String(error));
		return 1;
	}),
);

function report(summary: Summary, json: boolean): void {
	if (json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
	else
		for (const [name, value] of Object.entries(summary))
			printProgress(`${name}: ${JSON.stringify(value)}`);
}

async function stayUp({ n8n, emulator, workflows, filesFolder, stop }: Demo): Promise<void> {
	process.stdout.write(`
The demo is running.

  n8n       ${n8n.url}   sign in with ${DEFAULT_ACCOUNT.email} / ${DEFAULT_ACCOUNT.password}
  Toloka    ${emulator.url}   the local Toloka: label items and review answers by hand, see every request
  Files     ${filesFolder}   n8n nodes may read and write files here; contains the example rows

Open one of the workflows and press “Execute workflow”:
${Object.values(workflows)
	.map(({ id, name }) => `  ${n8n.url}/workflow/${id}   ${name}`)
	.join('\n')}

Stop it with Ctrl+C. What you build in n8n is kept for the next start; the items,
tasks and answers in the local Toloka are not. To start over: npm run demo -- --fresh
`);
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await stop();
	process.stdout.write('Stopped.\n');
}
