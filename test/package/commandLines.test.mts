import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';

/** Programs of package.json that have flags, with a command line that each refuses. */
const PROGRAMS: Array<[script: string, program: string, wrong: string[]]> = [
	['bench', 'test/campaigns/bench/run.mts', ['--rounds', 'x']],
	['chaos', 'test/campaigns/chaos/run.mts', ['--runs', 'x']],
	['compat', 'demo/compat.mts', ['--jsn']],
	['demo', 'demo/run.mts', ['--port', '0']],
	['emulator', 'emulator/cli.mts', ['--prt', '1']],
	['screenshots', 'test/campaigns/screenshots/run.mts', ['no-such-picture']],
	['test:kill', 'test/campaigns/kill/run.mts', ['--kills', 'x']],
	['test:queue', 'test/campaigns/queue/run.mts', ['--passes', '0']],
];

function run(program: string, args: string[]) {
	const tsx = join(repositoryDir, 'node_modules', '.bin', 'tsx');
	return spawnSync(tsx, [program, ...args], { cwd: repositoryDir, encoding: 'utf8' });
}

describe.each(PROGRAMS)('npm run %s', (script, program, wrong) => {
	it('explains its flags', () => {
		const { status, stdout } = run(program, ['--help']);
		expect(stdout).toContain(`npm run ${script} --`);
		expect(status).toBe(0);
	});

	it('refuses wrong ones in a sentence', () => {
		const { status, stdout, stderr } = run(program, wrong);
		expect(status).toBe(1);
		expect(`${stdout}${stderr}`).not.toMatch(/^ {4}at /m);
	});
});
