import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../nodes/shared/toloka/pools/pools.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import type { Vote } from '../../../nodes/shared/toloka/solutions/majorityVote.ts';
import { countVotes, voteSolutions } from '../../../nodes/shared/toloka/solutions/majorityVote.ts';
import type { Solution, SolutionQuery } from '../../../nodes/shared/toloka/solutions/pages.ts';

const POOL: Pool = { id: '21', project_id: '1', private_name: 'p', status: 'CLOSED' };
const EVERYTHING: SolutionQuery = {
	descending: false,
	bounds: {},
	pageSize: 100_000,
	limit: Infinity,
};
const pause = () => undefined;

type Values = Record<string, unknown>;

interface Given {
	task: string | undefined;
	output: Values;
	isControl?: boolean;
}

/** Creates a service with these assignments, each of one suite and one performer. */
function service(suites: Given[][], rest: { status?: string; perPage?: number } = {}): Send {
	const { status = 'ACCEPTED', perPage = 1_000 } = rest;
	const all = suites.map((given, index) => ({
		id: `a-${String(index).padStart(6, '0')}`,
		status,
		task_suite_id: 'suite-1',
		tasks: given.map(({ task, isControl }) => ({
			id: task,
			input_values: { image: `${task}.jpg` },
			...(isControl && { known_solutions: [{ output_values: {} }] }),
		})),
		solutions: given.map(({ output }) => ({ output_values: output })),
	}));
	return async ({ query = {}, read }) => {
		const asked = String(query.status).split(',');
		const left = all.filter(
			(one) => asked.includes(one.status) && one.id > String(query.id_gt ?? ''),
		);
		const items = left.slice(0, Math.min(perPage, Number(query.limit)));
		const answer = JSON.stringify({ items, has_more: left.length > items.length });
		return { status: 200, body: read!(Buffer.from(answer)) };
	};
}

interface Wish extends Partial<Omit<Vote, 'poolId'>> {
	query?: Partial<SolutionQuery>;
	inputs?: string[];
}

async function voteOn(send: Send, { query, inputs, ...rest }: Wish = {}) {
	const vote: Vote = { poolId: '21', fields: ['result'], minVotes: 1, ifTied: 'empty', ...rest };
	const ballots = await countVotes(send, POOL, vote.fields, inputs, pause);
	const solutions: Solution[] = [];
	const told = { empty: 0, cut: 0 };
	const walk = voteSolutions(ballots, vote, { ...EVERYTHING, ...query }, pause, {
		onEmpty: () => void told.empty++,
		onCut: () => void told.cut++,
	});
	let pages = 0;
	for await (const page of walk) {
		pages++;
		for await (const slice of page) solutions.push(...slice);
	}
	return { solutions, pages, ...told };
}

const answers = (task: string, ...results: unknown[]): Given[][] =>
	results.map((result) => [{ task, output: { result } }]);

describe('a majority vote', () => {
	it('returns what most people answered, with their share as confidence', async () => {
		const suites = [...answers('b', 'cat', 'dog', 'cat'), ...answers('a', 'dog', 'dog')];
		const { solutions, empty } = await voteOn(service(suites));
		expect(solutions).toEqual([
			{
				task_id: 'a',
				pool_id: '21',
				confidence: 1,
				answer_count: 2,
				output_values: { result: 'dog' },
			},
			{
				task_id: 'b',
				pool_id: '21',
				confidence: 2 / 3,
				answer_count: 3,
				output_values: { result: 'cat' },
			},
		]);
		expect(empty).toBe(0);
	});

	it('counts accepted answers only, whatever else the service lists', async () => {
		const listed = service(answers('t', 'cat', 'dog', 'dog'));
		const rejecting = (bytes: Buffer) =>
			Buffer.from(bytes.toString().replace(/(a-00000[12]","status":)"ACCEPTED/g, '$1"REJECTED'));
		const send: Send = async ({ read, ...request }) =>
			await listed({ ...request, read: (bytes) => read!(rejecting(bytes)) });
		const { solutions } = await voteOn(send);
		expect(solutions).toMatchObject([{ answer_count: 1, output_values: { result: 'cat' } }]);
	});

	it.each<[string, unknown, unknown]>([
		['lists', ['a', 'b'], ['b', 'a']],
		['objects, whatever the order of their keys', { x: 1, y: [2] }, { x: 1, y: [3] }],
		['numbers', 1, '1'],
		['truth', true, false],
		['large integers', 1.5, 2.5],
		['fields that were left empty', null, 'x'],
	])('works for %s', async (_name, most, other) => {
		const swapped = JSON.parse(JSON.stringify(most)) as unknown;
		const { solutions } = await voteOn(service(answers('t', other, most, swapped)));
		expect(solutions[0]).toMatchObject({ output_values: { result: most }, confidence: 2 / 3 });
	});

	it('keeps all digits of integers beyond the precision of numbers', async () => {
		const send = service(answers('t', 'NUMBER', 'NUMBER'));
		const exact: Send = async (request) =>
			await send({
				...request,
				read: (bytes) =>
					request.read!(
						Buffer.from(bytes.toString().replaceAll('"NUMBER"', '12345678901234567891')),
					),
			});
		const { solutions } = await voteOn(exact);
		expect(solutions[0].output_values).toEqual({ result: '12345678901234567891' });
	});

	it('decides each field separately', async () => {
		const outputs = [
			{ a: 1, b: 'x' },
			{ a: 1, b: 'y' },
			{ a: 2, b: 'y' },
			{ a: 1, __proto__x: 0 },
		];
		const suites = outputs.map((output): Given[] => [{ task: 't', output }]);
		const { solutions } = await voteOn(service(suites), { fields: ['a', 'b'] });
		expect(solutions[0]).toMatchObject({
			output_values: { a: 1, b: 'y' },
			confidence: 0.5,
			confidences: { a: 0.75, b: 0.5 },
			answer_count: 4,
		});
	});

	it('ignores inherited properties', async () => {
		const { solutions } = await voteOn(service(answers('t', 'x')), { fields: ['constructor'] });
		expect(solutions[0].output_values).toEqual({ constructor: null });
	});

	it('leaves control tasks out', async () => {
		const suite: Given[] = [
			{ task: 'c', output: { result: 'x' }, isControl: true },
			{ task: 't', output: { result: 'y' } },
		];
		const { solutions } = await voteOn(service([suite]));
		expect(solutions.map(({ task_id: id }) => id)).toEqual(['t']);
	});

	it('distinguishes tasks without an ID by their place in their suite', async () => {
		const suite = (...results: string[]): Given[] =>
			results.map((result) => ({ task: undefined, output: { result } }));
		const { solutions } = await voteOn(service([suite('x', 'y'), suite('x', 'z')]), {
			ifTied: 'first',
		});
		expect(solutions.map(({ task_id: id, output_values: out }) => [id, out?.result])).toEqual([
			['suite-1:0', 'x'],
			['suite-1:1', 'y'],
		]);
	});

	it('adds input values from the assignments', async () => {
		const { solutions } = await voteOn(service(answers('t', 'x')), { inputs: ['image', 'no'] });
		expect(solutions[0].input_values).toEqual({ image: 't.jpg', no: null });
	});
});

describe('if no answer wins', () => {
	const tie = service(answers('t', 'dog', 'cat', 'cat', 'dog'));

	it('the value is empty, and this is reported', async () => {
		const { solutions, empty } = await voteOn(tie);
		expect(solutions[0]).toMatchObject({ output_values: { result: null }, confidence: 0.5 });
		expect(empty).toBe(1);
	});

	it('the first of the tied answers can win', async () => {
		const { solutions, empty } = await voteOn(tie, { ifTied: 'first' });
		expect(solutions[0].output_values).toEqual({ result: 'dog' });
		expect(empty).toBe(0);
	});

	it('the run can stop, and names the task and its answers', async () => {
		await expect(voteOn(tie, { ifTied: 'fail' })).rejects.toMatchObject({
			kind: 'refused-locally',
			details: {
				text: 'The answers to task t are tied: field “result” has 2 × "dog" and "cat"',
				advice: expect.stringContaining('Set If Tied to'),
			},
		});
	});

	it('because too few people agree, the value is empty, tied or not', async () => {
		const suites = [
			...answers('a', 'x', 'x', 'y'),
			...answers('b', 'x', 'y'),
			...answers('c', 'x'),
		];
		for (const ifTied of ['empty', 'fail', 'first'] as const) {
			const { solutions, empty } = await voteOn(service(suites), { minVotes: 2, ifTied });
			expect(solutions.map(({ output_values: out }) => out?.result)).toEqual(['x', null, null]);
			expect(empty).toBe(2);
		}
	});

	it('because most people left the field empty, nothing is wrong', async () => {
		const { empty } = await voteOn(service(answers('t', null, null, 'x')));
		expect(empty).toBe(0);
	});
});

describe('the solutions of a vote', () => {
	const ids = Array.from({ length: 25 }, (_, index) => `t-${String(index).padStart(2, '0')}`);
	const many = service(
		ids.flatMap((id) => answers(id, 'x')),
		{ perPage: 7 },
	);
	const idsOf = ({ solutions }: { solutions: Solution[] }) =>
		solutions.map(({ task_id: id }) => id);

	it('are returned in the requested order, bounds and limit', async () => {
		expect(idsOf(await voteOn(many))).toEqual(ids);
		const bounds = { gt: ids[3], lte: ids[20] };
		const down = await voteOn(many, { query: { descending: true, bounds, limit: 4 } });
		expect(idsOf(down)).toEqual([20, 19, 18, 17].map((index) => ids[index]));
		expect(down.cut).toBe(1);
		const exact = await voteOn(many, { query: { bounds: { gte: ids[23], lt: 'u' }, limit: 2 } });
		expect(idsOf(exact)).toEqual(ids.slice(23));
		expect(exact.cut).toBe(0);
	});

	it('are a single empty page if none is within the bounds', async () => {
		const { pages, solutions, cut } = await voteOn(many, { query: { bounds: { gt: 'u' } } });
		expect([pages, solutions, cut]).toEqual([1, [], 0]);
	});

	it('are returned in pages of the requested size', async () => {
		const { pages, solutions } = await voteOn(many, { query: { pageSize: 10 } });
		expect([pages, solutions.length]).toEqual([3, 25]);
	});

	it('are the same as when counted by hand', async () => {
		const given = fc.array(
			fc.record({ task: fc.constantFrom('a', 'b', 'c'), result: fc.constantFrom('x', 'y', 'z') }),
			{ minLength: 1, maxLength: 20 },
		);
		await fc.assert(
			fc.asyncProperty(given, async (all) => {
				const suites = all.map(({ task, result }): Given[] => [{ task, output: { result } }]);
				const { solutions } = await voteOn(service(suites, { perPage: 3 }), { ifTied: 'first' });
				for (const { task_id: task, output_values: out, confidence } of solutions) {
					const own = all.filter((one) => one.task === task).map(({ result }) => result);
					const votes = (result: unknown) => own.filter((one) => one === result).length;
					const most = Math.max(...own.map(votes));
					expect(out?.result).toBe(own.find((result) => votes(result) === most));
					expect(confidence).toBe(most / own.length);
				}
				expect(solutions).toHaveLength(new Set(all.map(({ task }) => task)).size);
			}),
		);
	});
});

describe('a pool without accepted answers', () => {
	it('is refused with advice', async () => {
		await expect(voteOn(service([]))).rejects.toMatchObject({
			kind: 'refused-locally',
			details: {
				text: 'Pool 21 has no accepted answers',
				advice: expect.stringContaining('Wait until people are done'),
			},
		});
	});

	it('whose answers await review says so', async () => {
		const submitted = service(answers('t', 'x'), { status: 'SUBMITTED' });
		await expect(voteOn(submitted)).rejects.toMatchObject({
			details: { advice: expect.stringContaining('await review: accept them first') },
		});
	});
});
