import { parseArgs } from 'node:util';
import { readCommandLine, wholeNumber } from '../../../demo/commandLine.mts';
import { printProgress } from '../../../demo/n8n/progress.mts';
import { runPass, type PassFigures } from './pass.mts';
import { brokenPromises } from './promises.mts';

/** Tests n8n in queue mode; exits with 1 if a pass did not keep its promises. */
const USAGE = `npm run test:queue -- [options]
  --passes N    number of passes (2)
  --seed S      seed of the first pass (1)
  --json        the figures as JSON on standard output`;

const { values, passes, seed } = readCommandLine(USAGE, () => {
	const { values } = parseArgs({
		options: {
			passes: { type: 'string', default: '2' },
			seed: { type: 'string', default: '1' },
			json: { type: 'boolean', default: false },
		},
	});
	return {
		values,
		passes: wholeNumber('passes', values.passes, 1),
		seed: wholeNumber('seed', values.seed),
	};
});

const all: PassFigures[] = [];
const broken: string[] = [];
for (let index = 0; index < passes; index++) {
	const figures = await runPass({ seed: seed + index });
	printProgress(JSON.stringify(figures));
	all.push(figures);
	broken.push(...brokenPromises(figures).map((fault) => `pass ${figures.seed}: ${fault}`));
}
for (const fault of broken) printProgress(fault);
if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
process.exit(broken.length === 0 ? 0 : 1);
