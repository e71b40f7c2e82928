import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';

const read = (path: string) => readFileSync(join(repositoryDir, path), 'utf8');

/** The rows of the document: a threat, the measure against it, and a test of that measure. */
const rows = read('docs/internals/security.md')
	.split('\n')
	.filter((line) => /^\| .* \|$/.test(line) && !line.startsWith('| threat'))
	.map((line) => line.slice(1, -1).split(' | '));

describe('the threats of docs/internals/security.md', () => {
	it('are many', () => {
		expect(rows.length).toBeGreaterThan(15);
	});

	it.each(rows)('have a test: %s', (_threat, _measure, test) => {
		const [, file, title] = /^`(.+)` › (.+?) ?$/.exec(test) ?? [];
		expect(read(file)).toContain(title);
	});
});
