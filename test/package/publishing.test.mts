import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';

it('the package is published with provenance, after audits, without a stored token', () => {
	const workflow = readFileSync(join(repositoryDir, '.github/workflows/publish.yml'), 'utf8');
	const steps = [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, command]) => command);
	const publish = steps.findIndex((command) => command.startsWith('npm publish'));
	expect(steps[publish]).toContain('--provenance');
	expect(steps.slice(0, publish)).toEqual(
		expect.arrayContaining(['npm ci', 'npm audit signatures', 'npm run test:quick']),
	);
	expect(steps.some((command) => command.startsWith('npm audit --audit-level'))).toBe(true);
	expect(workflow).toContain('id-token: write');
	expect(workflow).not.toContain('secrets.');
});
