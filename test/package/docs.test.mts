import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { TolokaApi } from '../../credentials/TolokaApi.credentials.ts';
import { TolokaCreateTaskSuites } from '../../nodes/TolokaCreateTaskSuites/TolokaCreateTaskSuites.node.ts';
import { TolokaGetAggregatedSolutions } from '../../nodes/TolokaGetAggregatedSolutions/TolokaGetAggregatedSolutions.node.ts';
import { TolokaPollFinishedItemsTrigger } from '../../nodes/TolokaPollFinishedItemsTrigger/TolokaPollFinishedItemsTrigger.node.ts';
import { TolokaPoolTrigger } from '../../nodes/TolokaPoolTrigger/TolokaPoolTrigger.node.ts';
import { TolokaPushItems } from '../../nodes/TolokaPushItems/TolokaPushItems.node.ts';
import { TolokaWaitForOperation } from '../../nodes/TolokaWaitForOperation/TolokaWaitForOperation.node.ts';
import { repositoryDir } from '../support/build.mts';

const PAGES: Array<[string, INodeProperties[]]> = [
	['credential', new TolokaApi().properties],
	['push-items', new TolokaPushItems().description.properties],
	['poll-finished-items-trigger', new TolokaPollFinishedItemsTrigger().description.properties],
	['pool-trigger', new TolokaPoolTrigger().description.properties],
	['create-task-suites', new TolokaCreateTaskSuites().description.properties],
	['wait-for-operation', new TolokaWaitForOperation().description.properties],
	['get-aggregated-solutions', new TolokaGetAggregatedSolutions().description.properties],
];

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** What one reads in the panel: the names of fields, and of the values to choose from. */
function namesIn(entries: readonly Entry[]): string[] {
	return entries.flatMap((entry) => {
		if (!('displayName' in entry)) return [entry.name];
		if (!('type' in entry)) return [entry.displayName, ...namesIn(entry.values)];
		return entry.type === 'notice' ? [] : [entry.displayName, ...namesIn(entry.options ?? [])];
	});
}

/** Names stand alone in a cell, in a list of such, or in italics or bold; not in a sentence. */
function isNamed(name: string, text: string): boolean {
	const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(\\| |, |\\*)${literal}( +\\||,|\\*|:)`).test(text);
}

describe('the pages in docs', () => {
	it.each(PAGES)('%s names every field and every choice of the panel', (page, properties) => {
		const text = readFileSync(join(repositoryDir, 'docs', `${page}.md`), 'utf8');
		const missing = namesIn(properties).filter((name) => !isNamed(name, text));
		expect(missing).toEqual([]);
	});

	it('are compared with all there is to read', () => {
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

	it.each(papers)('of %s lead to what is there', (path) => {
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
