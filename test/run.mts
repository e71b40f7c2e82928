import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repositoryDir } from './support/build.mts';

/**
 * `npm test`: runs one step after the other and stops at the first failure. `--quick` skips the
 * steps that need a running n8n, random values, large amounts of data or the published package.
 */
interface Step {
	name: string;
	/** Programs with their arguments, run side by side; each must exit with 0. */
	commands: string[][];
	slow?: boolean;
}

const BUILT = ['vitest', 'run', '--config', 'test/vitest.built.config.mts'];

const STEPS: Step[] = [
	{
		name: 'lint',
		commands: [
			['npm', 'run', '--silent', 'lint'],
			['tsx', 'test/lint.mts'],
		],
	},
	{
		name: 'types',
		commands: [
			['tsc', '-p', 'tsconfig.json', '--noEmit'],
			['tsc', '-p', 'test/tsconfig.json'],
		],
	},
	{
		name: 'unit, emulator',
		commands: [['vitest', 'run', '--config', 'test/vitest.config.mts']],
	},
	{
		name: 'engine',
		commands: [[...BUILT, 'engine/']],
	},
	{
		name: 'properties, volume, package',
		commands: [[...BUILT, 'properties/', 'volume/', 'package/']],
		slow: true,
	},
	{
		name: 'fault campaign, 200 runs',
		commands: [['tsx', 'test/campaigns/chaos/run.mts', '--runs', '200', '--seed', '1']],
		slow: true,
	},
	{
		name: 'e2e',
		commands: [['vitest', 'run', '--config', 'test/vitest.e2e.config.mts']],
		slow: true,
	},
];

const env = {
	...process.env,
	PATH: [join(repositoryDir, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
};

/** Runs a program in the repository; returns its exit code, or 1 if it has none. */
async function run([program, ...args]: string[]): Promise<number> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: repositoryDir, env, stdio: 'inherit' });
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 1));
	});
}

async function passes({ commands }: Step): Promise<boolean> {
	const codes = await Promise.all(commands.map(run));
	return codes.every((code) => code === 0);
}

const secondsSince = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

const quick = process.argv.includes('--quick');
const steps = STEPS.filter(({ slow }) => !(quick && slow));
const begin = performance.now();
const report: string[] = [];
for (const step of steps) {
	const start = performance.now();
	const passed = await passes(step);
	report.push(`${passed ? 'passed' : 'FAILED'}  ${step.name}  ${secondsSince(start)}`);
	console.log(`\n${report.at(-1)}\n`);
	if (!passed) break;
}
const failed = report.some((line) => line.startsWith('FAILED'));
const verdict = failed ? `FAILED at step ${report.length}` : `All ${steps.length} steps passed`;
console.log([...report, `${verdict}, ${secondsSince(begin)}`].join('\n'));
process.exitCode = failed ? 1 : 0;
