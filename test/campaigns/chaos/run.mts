import './environment.mts';
import { parseArgs } from 'node:util';
import { readCommandLine, wholeNumber } from '../../../demo/commandLine.mts';
import { runSeed } from './draw.mts';
import { addRun, emptySummary, tableOf } from './report.mts';
import buildPackage from '../../support/build.mts';

/** The fault campaign; exits with 1 if an invariant was violated. */
const USAGE = `npm run chaos -- [options]
  --runs N           number of runs (200)
  --seed S           draws the runs (1)
  --scenario NAME    perform only the runs of one scenario
  --only NUMBER      replay one run word by word
  --json             the summary as JSON
  --built            use the built nodes as they are`;

const { values, runs, seed, only } = readCommandLine(USAGE, () => {
	const { values } = parseArgs({
		options: {
			runs: { type: 'string', default: '200' },
			seed: { type: 'string', default: '1' },
			only: { type: 'string' },
			scenario: { type: 'string' },
			json: { type: 'boolean', default: false },
			built: { type: 'boolean', default: false },
		},
	});
	return {
		values,
		runs: wholeNumber('runs', values.runs),
		seed: wholeNumber('seed', values.seed),
		only: values.only === undefined ? undefined : wholeNumber('only', values.only),
	};
});

if (!values.built) buildPackage();
const { runOnce, scenarioOf } = await import('./campaign.mts');
const all = Array.from({ length: runs }, (_, index) => runSeed(seed, index));
const { scenario } = values;
const chosen = scenario === undefined ? all : all.filter((one) => scenarioOf(one) === scenario);
const seeds = only === undefined ? chosen : [only];

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
