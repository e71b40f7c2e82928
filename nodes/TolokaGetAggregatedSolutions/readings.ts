import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import type { Connection } from '../shared/n8n/transport/transport';
import { TasksInOrder } from '../shared/toloka/assignments/poolTasks';
import { pausing } from '../shared/toloka/flow/pauses';
import type { Operation } from '../shared/toloka/operations/operation';
import { getOperation } from '../shared/toloka/operations/operation';
import type { Pool } from '../shared/toloka/pools/pools';
import { getPool, getProject, getUnlockedPool, outputSpecOf } from '../shared/toloka/pools/pools';
import type { FieldSpecs } from '../shared/toloka/fields/declared/specs';
import { refusal } from '../shared/toloka/service/failures';
import type { Rows } from '../shared/toloka/service/slicedWalk';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { assertMayHaveAnswers } from '../shared/toloka/solutions/answeredPool';
import type { Ballots } from '../shared/toloka/solutions/ballots';
import type { Vote } from '../shared/toloka/solutions/majorityVote';
import { countVotes, voteSolutions } from '../shared/toloka/solutions/majorityVote';
import type { Adding } from '../shared/toloka/solutions/inputValues';
import { ADDING_VALUES, withInputValues } from '../shared/toloka/solutions/inputValues';
import { ADDING_TEXT, LINES } from '../shared/toloka/solutions/lines';
import { SOLUTIONS, solutionPages } from '../shared/toloka/solutions/pages';
import { operationWithSolutions } from '../shared/toloka/solutions/readiness';
import { textOf } from '../shared/toloka/values/foreign';
import { forgetting, startAggregation, waitForAggregation } from './aggregatePools';
import type { Findings } from './hints';
import type { Read } from './outputs';
import { isCopied } from './outputs';
import { fieldsOf, inputFieldsIn, inputFieldsOf } from './projectFields';
import type { Source, Wanted } from './wanted';

export interface Run {
	context: IExecuteFunctions;
	connection: Connection;
	findings: Findings;
	/** The last votes counted: items may want them within different bounds. */
	counted?: { key: string; ballots: Ballots };
}

/** Waits for the solutions if need be and returns them, or returns the operation at once. */
type Reading = () => Promise<Read | Operation>;

/** Checks what is wanted and starts aggregations; the returned function waits and reads. */
export async function prepare(run: Run, wanted: Wanted): Promise<Reading> {
	const { source } = wanted;
	if ('operationId' in source) return await ofOperation(run, wanted, source.operationId);
	if ('vote' in source) return await ofVote(run, wanted, source.vote);
	return await ofAggregation(run, wanted, source);
}

async function ofOperation(run: Run, wanted: Wanted, operationId: string): Promise<Reading> {
	const { send } = run.connection;
	const { parameters } = await operationWithSolutions(send, operationId);
	const poolId = textOf(parameters?.pool_id);
	if (wanted.output.inputFields === undefined) {
		return async () => solutionsOf(run, wanted, { operationId, poolId, inputs: undefined });
	}
	if (poolId === '') {
		throw refusal(
			`Operation ${operationId} does not name its pool, so the input values of its tasks cannot be added`,
			'Remove the option Add Input Values, or aggregate the pool again with Aggregate Pool.',
		);
	}
	const inputs = await inputFieldsOf(send, await getPool(send, poolId), wanted);
	return async () => solutionsOf(run, wanted, { operationId, poolId, inputs });
}

async function ofAggregation(
	run: Run,
	wanted: Wanted,
	{ aggregation, waitMs, returnsOperation }: Extract<Source, { aggregation: Aggregation }>,
): Promise<Reading> {
	const { context, connection } = run;
	const { poolId } = aggregation;
	const inputs = await inputFieldsOf(connection.send, await answeredPool(run, poolId), wanted);
	const operationId = await startAggregation(context, connection, aggregation);
	if (returnsOperation) return async () => await getOperation(connection.send, operationId);
	return async () => {
		await waitForAggregation(context, connection, aggregation, operationId, waitMs);
		const watched = forgetting(context, aggregation);
		return solutionsOf(run, wanted, { operationId, poolId, inputs, watched });
	};
}

interface Aggregated {
	operationId: string;
	poolId: string;
	/** The input fields to add; undefined to add none. */
	inputs: FieldSpecs | undefined;
	/** Watches the walk for failures. */
	watched?: <Page>(pages: AsyncIterable<Page>) => AsyncIterable<Page>;
}

function solutionsOf(
	{ connection: { send }, findings }: Run,
	{ query, output }: Wanted,
	{ operationId, poolId, inputs, watched = (pages) => pages }: Aggregated,
): Read {
	const told = {
		onCut: () => findings.limitReached(query.limit),
		onNone: () => findings.nothing(operationId),
	};
	const onMissing = (count: number) => findings.tasksMissing(count);
	const facts = { operationId, baseName: `aggregated-solutions-${operationId}`, inputs, output };
	return isCopied(output)
		? { ...facts, lines: walkOver(LINES, ADDING_TEXT) }
		: { ...facts, walk: walkOver(SOLUTIONS, ADDING_VALUES) };

	function walkOver<Row>(rows: Rows<Row>, adding: Adding<Row>) {
		const pages = watched(solutionPages(send, operationId, query, rows, told));
		if (inputs === undefined) return pages;
		const { descending, limit } = query;
		const fields = [...inputs.keys()];
		const tasks = new TasksInOrder(send, poolId, { descending, expected: limit, fields });
		return withInputValues(pages, tasks, adding, onMissing);
	}
}

async function ofVote(run: Run, wanted: Wanted, vote: Vote): Promise<Reading> {
	const { send, signal } = run.connection;
	const { findings } = run;
	const { query, output } = wanted;
	const pool = await answeredPool(run, vote.poolId);
	const project = await getProject(send, pool.project_id);
	const fields = fieldsOf(outputSpecOf(project), vote.fields, 'output', project.id);
	if (fields.length === 0) throw nothingToVoteOn(project.id);
	const inputs = inputFieldsIn(project, wanted);
	const names = inputs && [...inputs.keys()];
	const key = JSON.stringify([pool.id, fields, names]);
	return async () => {
		const pause = pausing({ clock: systemClock, signal });
		if (run.counted?.key !== key) {
			// Those of two pools would take twice the memory.
			delete run.counted;
			run.counted = { key, ballots: await countVotes(send, pool, fields, names, pause) };
		}
		const { ballots } = run.counted;
		const walk = voteSolutions(ballots, vote, query, pause, {
			onEmpty: () => findings.withoutMajority(),
			onCut: () => findings.limitReached(query.limit),
		});
		return { walk, operationId: null, baseName: `majority-vote-${pool.id}`, inputs, output };
	};
}

function nothingToVoteOn(projectId: string) {
	return refusal(
		`Project ${projectId} has no output fields, so there is nothing to vote on`,
		'Choose a pool of a project with output fields.',
	);
}

/** Returns the pool if it may have answers, and notes if it is open and may get more. */
async function answeredPool({ connection, findings }: Run, poolId: string): Promise<Pool> {
	const { send, signal } = connection;
	const pool = await getUnlockedPool(send, poolId, { clock: systemClock, signal });
	assertMayHaveAnswers(pool);
	if (pool.status === 'OPEN') findings.poolIsOpen(poolId);
	return pool;
}
