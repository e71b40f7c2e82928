import { parseArgs } from 'node:util';
import { readCommandLine, wholeNumber } from '../../../demo/commandLine.mts';
import { printProgress } from '../../../demo/n8n/progress.mts';
import { MODES, runCampaign, type Mode } from './campaign.mts';
import type { Figures } from './figures.mts';
import { brokenPromises } from './promises.mts';

/** Kills n8n; exits with 1 if a mode did not keep its promise. */
const USAGE = `npm run test:kill -- [options]
  --kills N      kills per mode (30)
  --seed S       draws the moments (1)
  --mode NAME    ${MODES.join(', ')} or all (all)
  --json         the figures as JSON on standard output`;

const { values, kills, seed, chosen } = readCommandLine(USAGE, () => {
	const { values } = parseArgs({
		options: {
			kills: { type: 'string', default: '30' },
			seed: { type: 'string', default: '1' },
			mode: { type: 'string', default: 'all' },
			json: { type: 'boolean', default: false },
		},
	});
	return {
		values,
		kills: wholeNumber('kills', values.kills, 1),
		seed: wholeNumber('seed', values.seed),
		chosen: modes(values.mode),
	};
});

const all: Figures[] = [];
const broken: string[] = [];
for (const mode of chosen) {
	const options = { mode, kills, seed };
	const figures = await runCampaign({ ...options, onProgress: printProgress });
	printProgress(`${mode}: ${JSON.stringify(figures)}`);
	all.push(figures);
	broken.push(...brokenPromises(mode, figures).map((fault) => `${mode}: ${fault}`));
}
for (const fault of broken) printProgress(fault);
if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
process.exit(broken.length === 0 ? 0 : 1);

function modes(wanted: string): Mode[] {
	if (wanted === 'all') return MODES;
	const mode = MODES.find((name) => name === wanted);
	if (mode !== undefined) return [mode];
	throw new Error(`--mode is one of ${MODES.join(', ')}, all`);
}
