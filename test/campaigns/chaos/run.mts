import './environment.mts';
import { parseArgs } from 'node:util';
import { runSeed } from './draw.mts';
import { addRun, emptySummary, tableOf } from './report.mts';
import buildPackage from '../../support/build.mts';

/**
 * The fault campaign: `npm run chaos -- --runs N --seed S --json`; `--scenario NAME` performs only
 * runs of one scenario, and `--only SEED` replays one run word by word. Exits with 1 if an
 * invariant was violated.
 */
const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '200' },
		seed: { type: 'string', default: '1' },
		only: { type: 'string' },
		scenario: { type: 'string' },
		json: { type: 'boolean', default: false },
		/** Use the built nodes as they are. */
		built: { type: 'boolean', default: false },
	},
});

function wholeNumber(name: 'runs' | 'seed' | 'only'): number {
	const number = Number(values[name]);
	if (Number.isSafeInteger(number) && number >= 0) return number;
	console.error(`--${name} needs a whole number of 0 or more`);
	process.exit(2);
}

const seed = wholeNumber('seed');
if (!values.built) buildPackage();
const { runOnce, scenarioOf } = await import('./campaign.mts');
const all = Array.from({ length: wholeNumber('runs') }, (_, index) => runSeed(seed, index));
const { scenario } = values;
const chosen = scenario === undefined ? all : all.filter((one) => scenarioOf(one) === scenario);
const seeds = values.only === undefined ? chosen : [wholeNumber('only')];

const PROGRESS_EVERY_MS = 10_000;
const begin = performance.now();
let toldAt = begin;
const summary = emptySummary(seed);
for (const next of seeds) {
	const report = await runOnce(next);
	addRun(summary, report);
	for (const { invariant, text } of report.violations) {
		console.error(
			`run ${next}, ${report.scenario}: violates “${invariant}”: ${text.slice(0, 500)}`,
		);
	}
	if (seeds.length === 1)
		console.error([...report.story, '', ...report.log, `course ${report.course}`].join('\n'));
	if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
		toldAt = performance.now();
		console.error(
			`${summary.runs} of ${seeds.length} runs, ${summary.violations.length} violations`,
		);
	}
}
summary.seconds = Math.round((performance.now() - begin) / 100) / 10;
console.log(values.json ? JSON.stringify(summary, undefined, '\t') : tableOf(summary));
process.exit(summary.violations.length === 0 ? 0 : 1);
