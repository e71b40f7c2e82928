import { parseArgs } from 'node:util';
import { printProgress } from '../../../demo/n8n/progress.mts';
import { MODES, runCampaign, type Mode } from './campaign.mts';
import type { Figures } from './figures.mts';

/** `npm run test:kill -- --kills N [--seed S] [--mode durable|default|atLeastOnce|all] [--json]` */
const { values } = parseArgs({
	options: {
		kills: { type: 'string', default: '30' },
		seed: { type: 'string', default: '1' },
		mode: { type: 'string', default: 'all' },
		json: { type: 'boolean', default: false },
	},
});

const all: Figures[] = [];
for (const mode of modes(values.mode)) {
	const options = { mode, kills: Number(values.kills), seed: Number(values.seed) };
	const figures = await runCampaign({ ...options, onProgress: printProgress });
	printProgress(`${mode}: ${JSON.stringify(figures)}`);
	all.push(figures);
}
if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
process.exit(0);

function modes(wanted: string): Mode[] {
	if (wanted === 'all') return MODES;
	const mode = MODES.find((name) => name === wanted);
	if (mode !== undefined) return [mode];
	throw new Error(`--mode is one of ${MODES.join(', ')}, all`);
}
