import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { MAX_ITEMS } from '../../nodes/shared/toloka/items/chunks.ts';
import type { Entry } from './labels.mts';
import { PAGES } from './labels.mts';
import { describeNode, workflowPackage } from '../engine/engine.mts';

/** One thing has one word in all panels, and a word means one thing. */

function entriesIn(entries: readonly Entry[]): Entry[] {
	return entries.flatMap((entry) => {
		const nested = 'values' in entry ? entry.values : 'options' in entry ? entry.options : [];
		return [entry, ...entriesIn(nested ?? [])];
	});
}

const everything = PAGES.flatMap(([, properties]) => entriesIn(properties));
const fields = everything.filter((entry): entry is INodeProperties => 'type' in entry);

/** Each entry of the panels without those inside it. */
const texts = everything.map((entry) => JSON.stringify({ ...entry, options: [], values: [] }));

describe('the panels', () => {
	it('call the time after which a wait gives up the deadline', () => {
		const given = fields.filter(({ description = '' }) => /before giving up/.test(description));
		expect(given.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['maxWait', 'deadlineMinutes', 'deadlineHours', 'deadlineDays']),
		);
		for (const { displayName } of given) expect(displayName).toMatch(/^Deadline \(/);
	});

	it('say how many items a request of a stream has', () => {
		const stream = everything.find((entry) => 'value' in entry && entry.value === 'stream');
		expect(JSON.stringify(stream)).toContain(`up to ${MAX_ITEMS.toLocaleString('en')} per request`);
	});

	it('call smart mixing by its name', () => {
		expect(texts.filter((text) => /\bmix(?:es)?\b/.test(text))).toEqual([]);
	});

	it('write apostrophes as messages and pages do', () => {
		expect(texts.filter((text) => text.includes('’'))).toEqual([]);
	});
});

it.each([
	['assignmentSubmitted', 'answers', 1],
	['assignmentRejected', 'assignments', 0],
	['poolClosed', 'answers', 1],
	['poolClosed', 'assignments', 1],
])(
	'Toloka Pool Trigger shows Simplify where it has an effect: %s as %s',
	(event, assignmentOutput, count) => {
		const { description } = describeNode('tolokaPoolTrigger');
		const fields = description.properties.filter(({ name }) => name === 'simplify');
		const { displayParameter } = workflowPackage.NodeHelpers;
		const shown = fields.filter((field) =>
			displayParameter({ event, assignmentOutput }, field, { typeVersion: 1 }, description),
		);
		expect(shown).toHaveLength(count);
	},
);
