import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf } from '../../demo/n8n/client/credentials.mts';
import { failureOf, outputOf } from '../../demo/n8n/client/executions.mts';
import { everySeconds } from '../../demo/n8n/pollTimes.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../demo/stack.mts';
import { startJudgedStack } from './judgedStack.mts';

const MINUTES = 60_000;
const ROWS = 60;
const CREATE = 'Toloka Create Task Suites';
const TRIGGER = 'Toloka Pool Trigger';
const REASON = 'Every animal is a cat or a dog.';

let stack: Stack;
let poolId: string;

beforeAll(async () => {
	stack = await startJudgedStack({
		emulator: { switches: { performers: true, performersAtOnce: 10, answerDelayMs: 2_000 } },
	});
	const wish = { name: 'To review', status: 'OPEN', autoAccept: false } as const;
	poolId = stack.emulator.seedData.addPool({ ...wish, autoCloseDelaySeconds: 3_600 }).id;
}, 20 * MINUTES);
afterAll(async () => await stack?.stop(), MINUTES);

const to = (...nodes: string[]) => nodes.map((node) => ({ node, type: 'main' as const, index: 0 }));
const pool = () => ({ __rl: true, mode: 'id', value: poolId });

const ours = (name: string, type: string, parameters: INodeParameters) => ({
	name,
	type: `n8n-nodes-toloka.${type}`,
	parameters,
	credentials: credentialOf(stack.credential),
});

async function publishReview(): Promise<string> {
	const verdict = (operation: string, comment: string) =>
		ours(operation, 'toloka', { resource: 'assignment', operation, comment });
	const { id } = await stack.client.workflows.create({
		name: 'Review',
		nodes: [
			ours(TRIGGER, 'tolokaPoolTrigger', {
				pollTimes: everySeconds(3),
				event: 'assignmentSubmitted',
				pools: { values: [{ pool: pool() }] },
			}),
			{
				name: 'Check',
				type: 'n8n-nodes-base.if',
				typeVersion: 2.2,
				parameters: {
					conditions: {
						options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
						conditions: [
							{
								id: '1',
								leftValue: '={{ $json.result }}',
								rightValue: 'other',
								operator: { type: 'string', operation: 'notEquals' },
							},
						],
						combinator: 'and',
					},
				},
			},
			verdict('accept', ''),
			verdict('reject', REASON),
		],
		connections: {
			[TRIGGER]: { main: [to('Check')] },
			Check: { main: [to('accept'), to('reject')] },
		},
	});
	await stack.client.workflows.activate(id);
	return id;
}

async function createTasks(): Promise<void> {
	const jsCode = `return Array.from({length: ${ROWS}}, (_, i) => ({json: {image: 'https://example.com/' + i}}))`;
	const { id } = await stack.client.workflows.create({
		name: 'Create',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Rows', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
			ours(CREATE, 'tolokaCreateTaskSuites', {
				pool: pool(),
				tasksPerSuite: 1,
				overlapMode: 'number',
				overlap: 1,
			}),
		],
		connections: { Start: { main: [to('Rows')] }, Rows: { main: [to(CREATE)] } },
	});
	const execution = await stack.client.executions.wait(
		await stack.client.workflows.run(id, { trigger: 'Start' }),
	);
	expect(failureOf(execution)).toBeUndefined();
}

const decided = () =>
	stack.emulator.truth
		.assignments(poolId)
		.filter(({ status }) => status === 'ACCEPTED' || status === 'REJECTED');

describe('the review of a pool in the pinned n8n', () => {
	it(
		'decides every answer once as it arrives, even if n8n is restarted meanwhile',
		async () => {
			const review = await publishReview();
			await createTasks();
			await waitUntil('the first verdicts', () => decided().length > 0, MINUTES);
			await stack.n8n.stop();
			stack.n8n = await stack.n8n.startAgain();
			await waitUntil('every verdict', () => decided().length >= ROWS, 3 * MINUTES, 500);

			const { truth, log } = stack.emulator;
			const polls = log.count('GET /assignments');
			await waitUntil('two more polls', () => log.count('GET /assignments') >= polls + 2, MINUTES);
			const verdicts = truth.assignments(poolId).map(({ answers, status, publicComment }) => ({
				isOther: answers?.[0]?.result === 'other',
				status,
				publicComment,
			}));
			expect(verdicts).toHaveLength(ROWS);
			expect(new Set(verdicts.map(({ status }) => status))).toEqual(
				new Set(['ACCEPTED', 'REJECTED']),
			);
			for (const { isOther, status, publicComment } of verdicts) {
				expect([status, publicComment]).toEqual(
					isOther ? ['REJECTED', REASON] : ['ACCEPTED', null],
				);
			}
			expect(log.count('PATCH /assignments/{id}')).toBe(ROWS);
			const delivered: unknown[] = [];
			for (const { id } of await stack.client.executions.list({ workflowId: review })) {
				const execution = await stack.client.executions.get(id);
				expect(failureOf(execution)).toBeUndefined();
				delivered.push(...outputOf(execution, TRIGGER).map(({ json }) => json.assignment_id));
			}
			expect(new Set(delivered).size).toBe(delivered.length);
		},
		8 * MINUTES,
	);
});
