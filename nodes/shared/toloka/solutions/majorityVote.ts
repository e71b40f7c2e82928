import { answersOf } from '../assignments/answers';
import type { Assignment } from '../assignments/assignments';
import { assignmentPages } from '../assignments/assignments';
import type { Pause } from '../flow/pauses';
import { sortedWithPauses } from '../flow/sort';
import type { Pool } from '../pools/pools';
import { refusal } from '../service/failures';
import type { TolokaFailure } from '../service/failures';
import type { Send } from '../service/requests';
import { clean } from '../values/foreign';
import { noAnswers } from './answeredPool';
import type { Candidate, FieldResult, Result } from './ballots';
import { Ballots } from './ballots';
import type { Bounds, Solution, SolutionPage, SolutionQuery } from './pages';

/** The answer that most people gave to each task, counted here instead of by the service. */

export interface Vote {
	poolId: string;
	/** Names of output fields, of any type. */
	fields: readonly string[];
	/** How many people must have given the winning answer. */
	minVotes: number;
	ifTied: 'empty' | 'fail' | 'first';
}

/** Assignments per request; sources differ on what is allowed (toloka-api §P11, 1). */
const PAGE_SIZE = 1_000;
const SLICE = 500;

/**
 * Counts the accepted answers of a pool, control tasks left out; a pool without any is refused.
 *
 * @param inputs names of the input fields to add to the solutions; undefined to add none.
 */
export async function countVotes(
	send: Send,
	pool: Pool,
	fields: readonly string[],
	inputs: readonly string[] | undefined,
	pause: Pause,
): Promise<Ballots> {
	const ballots = new Ballots(fields, inputs);
	let isEmpty = true;
	let hasControl = false;
	const query = { pool_id: pool.id, status: 'ACCEPTED', limit: PAGE_SIZE };
	const count = (assignment: Assignment) => {
		for (const [place, answer] of answersOf(assignment).entries()) {
			if (answer.is_control) hasControl = true;
			else {
				ballots.count(answer, place);
				isEmpty = false;
			}
		}
	};
	for await (const { slices } of assignmentPages(send, query)) {
		for (const slice of slices) {
			slice.filter(({ status }) => status === 'ACCEPTED').forEach(count);
			await pause();
		}
	}
	if (isEmpty) throw await noAnswers(send, pool, hasControl);
	return ballots;
}

/**
 * One solution per task, in pages and in the order of the query.
 *
 * @param onEmpty called for each task in which some field has no winner.
 * @param onCut called if there are more solutions than the limit.
 */
export async function* voteSolutions(
	ballots: Ballots,
	vote: Vote,
	{ bounds, descending, limit, pageSize }: SolutionQuery,
	pause: Pause,
	{ onEmpty, onCut }: { onEmpty: () => void; onCut: () => void },
): AsyncGenerator<SolutionPage> {
	const sorted = await sortedWithPauses(ballots.taskIds, pause);
	if (descending) sorted.reverse();
	const within = sorted.filter((id) => isWithin(id, bounds));
	if (within.length > limit) onCut();
	const count = Math.min(within.length, limit);
	for (let from = 0; from < count || from === 0; from += pageSize) {
		yield slices(within.slice(from, Math.min(from + pageSize, count)));
	}

	function* slices(ids: readonly string[]): Generator<Solution[]> {
		for (let from = 0; from < ids.length; from += SLICE) {
			yield ids.slice(from, from + SLICE).map((id) => {
				const result = ballots.of(id);
				const winners = result.fields.map((field) => winnerOf(id, field, vote));
				if (winners.includes(undefined)) onEmpty();
				return solutionOf(id, result, winners, vote);
			});
		}
	}
}

function isWithin(id: string, { gt, gte, lt, lte }: Bounds): boolean {
	return (
		(gt === undefined || id > gt) &&
		(gte === undefined || id >= gte) &&
		(lt === undefined || id < lt) &&
		(lte === undefined || id <= lte)
	);
}

function winnerOf(
	taskId: string,
	{ name, candidates }: FieldResult,
	{ minVotes, ifTied }: Vote,
): Candidate | undefined {
	const most = mostVotes(candidates);
	const best = candidates.filter(({ votes }) => votes === most);
	if (most < minVotes) return undefined;
	if (best.length > 1 && ifTied === 'fail') throw tied(taskId, name, best);
	return best.length === 1 || ifTied === 'first' ? best[0] : undefined;
}

function mostVotes(candidates: readonly Candidate[]): number {
	return Math.max(...candidates.map(({ votes }) => votes));
}

function solutionOf(
	taskId: string,
	{ count, fields, input }: Result,
	winners: ReadonlyArray<Candidate | undefined>,
	{ poolId }: Vote,
): Solution {
	const shares = fields.map(({ candidates }) => mostVotes(candidates) / count);
	const perField = <Value>(values: readonly Value[]) =>
		Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]));
	return {
		confidence: Math.min(...shares),
		pool_id: poolId,
		task_id: taskId,
		output_values: perField(winners.map((winner) => winner?.value ?? null)),
		answer_count: count,
		...(fields.length > 1 && { confidences: perField(shares) }),
		...(input !== undefined && { input_values: input }),
	};
}

function tied(taskId: string, field: string, best: Candidate[]): TolokaFailure {
	const answers = best.map(({ value }) => clean(JSON.stringify(value), 60)).join(' and ');
	return refusal(
		`The answers to task ${clean(taskId)} are tied: field “${field}” has ${best[0].votes} × ${answers}`,
		'Set If Tied to Leave Empty or First Answer, or collect more answers.',
	);
}
