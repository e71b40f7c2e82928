import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewWorkflow } from '../../demo/n8n/client/workflows.mts';
import { repositoryDir } from '../support/build.mts';
import { NODE_NAMES, PAGES, namesIn } from './labels.mts';

const FOLDER = join(repositoryDir, 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const LABELS = [...NODE_NAMES, ...PAGES.flatMap(([, properties]) => namesIn(properties))];
/** Names of outputs. */
const OUTPUTS = ['Pending', 'Done'];
const NOTE = 'n8n-nodes-base.stickyNote';

/** What stands in italics or bold, and is no sentence. */
const QUOTED = /(?<!\*)\*{1,2}([^*]+?)\*{1,2}(?!\*)/g;

function read(file: string): NewWorkflow {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as NewWorkflow;
}

function quoted(text: string): string[] {
	const found = [...text.matchAll(QUOTED)].map(([, inside = '']) => inside);
	return found.filter((inside) => !inside.endsWith('.'));
}

const notesOf = ({ nodes }: NewWorkflow) =>
	nodes.filter(({ type }) => type === NOTE).map(({ parameters }) => String(parameters?.content));

describe('the notes of an example', () => {
	it.each(FILES)('quote only what is shown: %s', (file) => {
		const workflow = read(file);
		const shown = [...workflow.nodes.map(({ name }) => name), ...LABELS, ...OUTPUTS];
		expect(
			notesOf(workflow)
				.flatMap(quoted)
				.filter((text) => !shown.includes(text)),
		).toEqual([]);
	});

	it('are read as they are written', () => {
		const text = 'Choose a pool in *Create*, **Done** leads on. **All of it is paid.**';
		expect(quoted(text)).toEqual(['Create', 'Done']);
	});
});

describe('people, whom a workflow waits for', () => {
	it.each(FILES)('are not replaced by a pause: %s', (file) => {
		const types = read(file).nodes.map(({ type }) => type);
		expect(types).not.toContain('n8n-nodes-base.wait');
	});
});
