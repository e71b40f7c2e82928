import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewWorkflow } from '../../demo/n8n/client/workflows.mts';
import { repositoryDir } from '../support/build.mts';
import { NODE_NAMES, PAGES, namesIn } from './labels.mts';

const FOLDER = join(repositoryDir, 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const LABELS = [...NODE_NAMES, ...PAGES.flatMap(([, properties]) => namesIn(properties))];
const OUTPUTS = ['Pending', 'Done'];
const NOTE = 'n8n-nodes-base.stickyNote';

/** What a note must mention if the workflow has a node of this type. */
const NEEDS: Record<string, RegExp> = {
	scheduleTrigger: /Publish|Schedule Trigger/,
	tolokaPollFinishedItemsTrigger: /Publish/,
	googleSheets: /spreadsheet/,
	slack: /Choose .*channel/,
	s3: /bucket/,
	awsS3: /bucket/,
	emailSend: /addresses/,
	httpRequest: /address/,
};

/** Texts in italics or bold. */
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
	it.each(FILES)('quote only what is visible: %s', (file) => {
		const workflow = read(file);
		const shown = [...workflow.nodes.map(({ name }) => name), ...LABELS, ...OUTPUTS];
		expect(
			notesOf(workflow)
				.flatMap(quoted)
				.filter((text) => !shown.includes(text)),
		).toEqual([]);
	});

	it.each(FILES)('explain what its nodes need: %s', (file) => {
		const workflow = read(file);
		const [first = ''] = notesOf(workflow);
		const types = workflow.nodes.map(({ type }) => type.split('.')[1] ?? '');
		const needs = Object.entries(NEEDS).filter(([type]) => types.includes(type));
		for (const [, asked] of needs) expect(first).toMatch(asked);
	});

	it('are parsed as they are written', () => {
		const text = 'Choose a pool in *Create*, **Done** leads on. **All of it is paid.**';
		expect(quoted(text)).toEqual(['Create', 'Done']);
	});
});

/** Every workflow that people open. */
const ALL = [FOLDER, join(repositoryDir, 'demo', 'workflows')].flatMap((folder) =>
	readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.map((name): [string, NewWorkflow] => [
			name,
			JSON.parse(readFileSync(join(folder, name), 'utf8')) as NewWorkflow,
		]),
);

/** Sizes on n8n's canvas, in pixels; the width of a character is an average. */
const NOTE_PADDING = 12;
const LINE = 20;
const CHARACTER = 6.5;
const BETWEEN = 6;

/** Estimates the height that a note needs to show all of its text. */
function neededHeight(content: string, width: number): number {
	const perLine = (width - NOTE_PADDING) / CHARACTER;
	const paragraphs = content.split(/\n+/);
	const lines = paragraphs.map((text) => Math.ceil(text.length / perLine));
	const heading = content.startsWith('#') ? LINE / 2 : 0;
	const text = lines.reduce((sum, count) => sum + count * LINE, 0);
	return NOTE_PADDING + heading + text + (paragraphs.length - 1) * BETWEEN;
}

describe('every workflow that people open', () => {
	it.each(ALL)('has notes high enough for their text: %s', (_file, { nodes }) => {
		const notes = nodes.filter(({ type }) => type === NOTE);
		for (const { parameters } of notes) {
			const { content, width, height } = parameters as Record<string, unknown>;
			expect(Number(height)).toBeGreaterThanOrEqual(neededHeight(String(content), Number(width)));
		}
	});

	it.each(ALL)('names mapped fields as the node does: %s', (_file, { nodes }) => {
		const schemas = nodes.flatMap(({ parameters }) => {
			const fields = parameters?.fields as { schema?: object[] } | undefined;
			return fields?.schema ?? [];
		}) as Array<{ id: string; displayName: string }>;
		expect(schemas.map(({ displayName }) => displayName)).toEqual(schemas.map(({ id }) => id));
	});
});

it.each(ALL)(
	'rows after a broken line of a file are not left out in silence: %s',
	(_file, { nodes }) => {
		const readers = nodes.filter(({ type }) => type === 'n8n-nodes-base.extractFromFile');
		for (const { typeVersion } of readers) expect(typeVersion).toBeGreaterThanOrEqual(1.1); // n8n §4
	},
);

/** n8n's default, 10,000, is soon reached: the node then fails in every execution (n8n §4). */
const MIN_HISTORY = 100_000;

describe('what was seen in earlier executions', () => {
	it.each(ALL)('is remembered in more than n8n’s default history: %s', (_file, { nodes }) => {
		const seen = nodes.filter(
			({ parameters }) => parameters?.operation === 'removeItemsSeenInPreviousExecutions',
		);
		for (const { parameters } of seen) {
			const { historySize } = parameters?.options as { historySize?: number };
			expect(historySize).toBeGreaterThanOrEqual(MIN_HISTORY);
		}
	});
});

describe('a wait for people', () => {
	it.each(FILES)('is not replaced by a pause: %s', (file) => {
		const types = read(file).nodes.map(({ type }) => type);
		expect(types).not.toContain('n8n-nodes-base.wait');
	});
});
