import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';
import { PAGES, namesIn } from './labels.mts';

/**
 * Whether the text has the name in a table cell, a list of names, italics or bold; not in a
 * sentence.
 */
function isNamed(name: string, text: string): boolean {
	const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(\\| |, |\\*)${literal}( +\\||,|\\*|:)`).test(text);
}

describe('the pages in docs', () => {
	it.each(PAGES)('%s names every field and every option of the panel', (page, properties) => {
		const text = readFileSync(join(repositoryDir, 'docs', `${page}.md`), 'utf8');
		const missing = namesIn(properties).filter((name) => !isNamed(name, text));
		expect(missing).toEqual([]);
	});

	it('are compared with everything in the panels', () => {
		const field = { name: 'x', type: 'options', default: '' } as const;
		const nested: INodeProperties = {
			...field,
			displayName: 'Outer',
			options: [{ ...field, displayName: 'Inner', options: [{ name: 'Choice', value: 1 }] }],
		};
		expect(namesIn([nested])).toEqual(['Outer', 'Inner', 'Choice']);
		expect(isNamed('Sort (All)', '| Sort (All) | by time |')).toBe(true);
		expect(isNamed('Sort', '| Order | Sort of all |')).toBe(false);
	});
});

describe('links', () => {
	const papers = [
		...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'],
		...readdirSync(join(repositoryDir, 'docs')).map((name) => `docs/${name}`),
	].filter((path) => path.endsWith('.md'));

	const LINK = /\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/g;

	it.each(papers)('of %s lead to existing targets', (path) => {
		const text = readFileSync(join(repositoryDir, path), 'utf8');
		const targets = [...text.matchAll(LINK)]
			.map(([, link, source]) => (link ?? source ?? '').split('#')[0] ?? '')
			.filter((target) => target !== '' && !/^https?:/.test(target));
		const lost = targets.filter(
			(target) => !existsSync(join(repositoryDir, dirname(path), target)),
		);
		expect(lost).toEqual([]);
	});
});
