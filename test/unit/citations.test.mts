import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';

const FOLDERS = ['credentials', 'nodes', 'emulator', 'demo', 'test'];
const PAPERS = ['toloka-api', 'n8n'];

/** One document and its sections: `toloka-api §5.3 to §5.7, §S0`, `n8n §2`. */
const CITATION = /(toloka-api|n8n) (§[A-Z]?[0-9.]+(?:(?:,| to| and) §[A-Z]?[0-9.]+)*)/g;
/** Documents that are not in the repository. */
const FOREIGN = new RegExp(['api-' + 'facts', 'n8n-' + 'facts', 'seed ' + '00'].join('|'));

interface Text {
	path: string;
	text: string;
}

const texts: Text[] = FOLDERS.flatMap((folder) =>
	readdirSync(join(repositoryDir, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.(m?ts|js|md)$/.test(path) && !path.includes('node_modules'))
		.map((path) => ({ path, text: readFileSync(join(repositoryDir, folder, path), 'utf8') })),
);

/** Reads the numbers of a document's sections from its headings. */
function sectionsOf(paper: string): Set<string> {
	const text = readFileSync(join(repositoryDir, 'docs', 'internals', `${paper}.md`), 'utf8');
	const headings = [...text.matchAll(/^#{2,3} ([A-Z]?[0-9]+(?:\.[0-9]+)?)\.? /gm)];
	return new Set(headings.map(([, number]) => number));
}

/** Lists citations of sections that do not exist. */
function broken({ path, text }: Text, sections: Map<string, Set<string>>): string[] {
	return [...text.matchAll(CITATION)].flatMap(([, paper, list]) =>
		[...list.matchAll(/§([A-Z]?[0-9]+(?:\.[0-9]+)?)/g)]
			.filter(([, number]) => !sections.get(paper)?.has(number))
			.map(([, number]) => `${path}: ${paper} §${number}`),
	);
}

/** Lists comments that cite a section without naming the document. */
function nameless({ path, text }: Text): string[] {
	const comments = text.match(/\/\*[^]*?\*\/|\/\/.*/g) ?? [];
	const citing = comments.filter((comment) => /§[A-Z]?[0-9]/.test(comment));
	return citing.filter((one) => !/(toloka-api|n8n|RFC [0-9]+)\s[*\s]*§/.test(one)).map(() => path);
}

describe('the facts that comments cite', () => {
	const sections = new Map(PAPERS.map((paper) => [paper, sectionsOf(paper)]));

	it('are all in the documents of the repository', () => {
		const cited = texts.flatMap(({ text }) => [...text.matchAll(CITATION)]);
		expect(cited.length).toBeGreaterThan(100);
		expect(texts.flatMap((one) => broken(one, sections))).toEqual([]);
	});

	it('are cited with the name of their document', () => {
		expect(texts.flatMap(nameless)).toEqual([]);
		const text = ['/** One by one (', '5.3). */'].join('§');
		expect(nameless({ path: 'x.ts', text })).toEqual(['x.ts']);
	});

	it('are cited from no other document', () => {
		expect(texts.filter(({ text }) => FOREIGN.test(text)).map(({ path }) => path)).toEqual([]);
	});

	it('are reported if a section does not exist', () => {
		const [api, host] = PAPERS;
		const text = `${api} §5.3 to §5.99, §S0; ${host} §77`;
		const missed = [`x.ts: ${api} §5.99`, `x.ts: ${host} §77`];
		expect(broken({ path: 'x.ts', text }, sections)).toEqual(missed);
	});
});
