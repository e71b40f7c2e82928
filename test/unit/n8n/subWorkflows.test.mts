import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ADVISES_RETRY } from '../../../nodes/shared/n8n/execution/subWorkflows.ts';
import { repositoryDir } from '../../support/build.mts';

const nodesDir = join(repositoryDir, 'nodes');
const sources = readdirSync(nodesDir, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.ts'))
	.map((path) => readFileSync(join(nodesDir, path), 'utf8'));

/** Returns the texts in a source file, with a space for each value in them. */
function textsIn(source: string): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node)) found.push(node.text);
		if (ts.isTemplateExpression(node)) {
			found.push(
				[node.head, ...node.templateSpans.map(({ literal }) => literal)]
					.map(({ text }) => text)
					.join(' '),
			);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
	return found;
}

it('every advice to retry is recognized as one', () => {
	const advises = sources
		.flatMap(textsIn)
		.filter((text) => /(?:^|\W)retry\b/i.test(text) && /\s/.test(text));
	expect(advises.length).toBeGreaterThan(20);
	const others = advises.filter((text) => !ADVISES_RETRY.test(text));
	expect(others.filter((text) => !/Retry On Fail|execution to retry/.test(text))).toEqual([]);
});
