import { parseArgs } from 'node:util';
import { printProgress } from '../../../demo/n8n/progress.mts';
import { runPass, type PassFigures } from './pass.mts';

/** `npm run test:queue -- [--passes N] [--seed S] [--json]` */
const { values } = parseArgs({
	options: {
		passes: { type: 'string', default: '2' },
		seed: { type: 'string', default: '1' },
		json: { type: 'boolean', default: false },
	},
});

const all: PassFigures[] = [];
for (let index = 0; index < Number(values.passes); index++) {
	const figures = await runPass({ seed: Number(values.seed) + index });
	printProgress(JSON.stringify(figures));
	all.push(figures);
}
if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
process.exit(0);
