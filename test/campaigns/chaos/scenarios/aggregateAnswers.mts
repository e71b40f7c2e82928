import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { contentOf, difference, some } from '../checks.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';
import { START } from './solutionsPlan.mts';

const MINUTE_MS = 60_000;
const MIXER = { real_tasks_count: 4, golden_tasks_count: 1, training_tasks_count: 0 };

interface Answered {
	pool: string;
	votes: boolean;
	/** Input values by ID of each task that gets a solution; with Dawid-Skene, control tasks, too. */
	inputs: ReadonlyMap<string, IDataObject>;
	/** The accepted answers to each of these tasks. */
	answers: ReadonlyMap<string, string[]>;
}

/**
 * People have answered; their answers are aggregated and output with the input values of the tasks.
 */
export async function aggregateAnswers(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		limitAboveMax: draw.pick(['reject', 'clamp']),
		tasksMaxLimit: draw.pick([300, 100_000]),
		aggregateQuotaShared: draw.chance(0.7),
		bySkillNeedsMixer: false,
		operationRunMs: draw.pick([0, 2_000, MINUTE_MS]),
	});
	const answered = await answerPool(stage);
	const { onError, tries, settings } = drawFailureSettings(draw);
	stage.arm({
		routes: answered.votes
			? ['GET /assignments', 'GET /assignments', 'GET /pools/{id}']
			: [START, 'GET /aggregated-solutions/{operationId}', 'GET /tasks', 'GET /operations/{id}'],
		most: 8,
		least: 1,
		maxLeapBackMs: 0,
		// A clock that leaps cannot tell when an aggregation started.
		leapsForth: false,
		hangs: false,
	});
	const output = draw.pick(['items', 'pages', 'file']);
	const parameters = {
		operation: 'aggregatePool',
		pool: byId(answered.pool),
		...(answered.votes
			? { method: 'MAJORITY_VOTE', outputFields: ['result'], ifTied: 'first' }
			: { outputField: 'result' }),
		output,
		format: 'ndjson',
		returnAll: true,
		sort: draw.pick(['ascending', 'descending']),
		options: { addInputValues: true },
	};
	stage.tell(`${answered.inputs.size} tasks ${JSON.stringify(parameters)} ${onError}`);
	await retryUntilDone(stage, {
		work: { type: 'tolokaGetAggregatedSolutions', parameters, settings, input: [{}] },
		limits: { requests: tries * 2_000, time: tries * 240 * MINUTE_MS },
		mayDie: true,
		begin: () => [],
		ended: (result) => judge(stage, answered, result, onError !== 'stopWorkflow'),
	});
}

async function answerPool(stage: Stage): Promise<Answered> {
	const { draw, emulator, time } = stage;
	const { seedData, truth } = emulator;
	const mixes = draw.chance(0.5);
	const { id: pool } = seedData.addPool({
		status: 'OPEN',
		performers: true,
		defaultOverlap: 3,
		inputSpec: { image: { type: 'url' }, place: { type: 'string', required: false } },
		outputSpec: { result: { type: 'string', allowed_values: ['cat', 'dog'] } },
		...(mixes && { mixerConfig: MIXER, defaultTaskOverlap: 3 }),
	});
	const input = (index: number) => ({
		image: `https://example.com/${index}.jpg`,
		...(index % 2 === 0 && { place: `place ${index}` }),
	});
	const count = draw.between(1, 60);
	if (mixes) {
		seedData.addTasks(pool, { count, overlap: 3, input });
		seedData.addTasks(pool, { count: 10, input, known: () => ({ result: 'cat' }) });
	} else {
		seedData.addTaskSuites(pool, { count, tasksPerSuite: draw.between(1, 3), overlap: 3, input });
	}
	time.pass(24 * 60 * MINUTE_MS);
	const given = acceptedAnswers(stage, pool);
	const votes = draw.chance(0.6);
	// Dawid-Skene includes control tasks that somebody answered (toloka-api §P6).
	const isAggregated = (id: string) => !votes && given.has(id);
	const tasks = mixes
		? truth.tasks(pool).filter(({ id, kind }) => kind === 'general' || isAggregated(id))
		: truth.taskSuites(pool).flatMap((suite) => suite.tasks);
	const inputs = new Map(tasks.map((task) => [task.id, task.input as IDataObject]));
	return { pool, votes, inputs, answers: given };
}

function acceptedAnswers({ emulator }: Stage, pool: string): Map<string, string[]> {
	const answers = new Map<string, string[]>();
	for (const { status, taskIds, answers: given } of emulator.truth.assignments(pool)) {
		if (status !== 'ACCEPTED') continue;
		for (const [place, id] of taskIds.entries()) {
			answers.set(id, [...(answers.get(id) ?? []), String(given?.[place]?.result)]);
		}
	}
	return answers;
}

/** Returns true if a retry is useless. */
function judge(
	stage: Stage,
	{ votes, inputs, answers }: Answered,
	result: NodeResult,
	isContinuing: boolean,
): boolean {
	if (result.status !== 'success') return result.status === 'canceled' && isContinuing;
	const items = result.outputs.flat();
	if (items.some(({ json }) => json.error !== undefined)) return true;
	const solutions = items.flatMap(solutionsIn);
	const told = countOf(solutions.map(({ task_id: id }) => String(id)));
	const { missing, surplus } = difference(told, countOf([...inputs.keys()]));
	if (missing.length + surplus.length > 0) {
		const text = `missing: ${some(missing)}, too many: ${some(surplus)}`;
		stage.violated('every solution comes once', text);
	}
	for (const solution of solutions) {
		const id = String(solution.task_id);
		const wanted = { place: null, ...inputs.get(id) };
		const given = { place: null, ...(solution.input_values as object) };
		if (contentOf(given) !== contentOf(wanted)) {
			stage.violated('answers stand beside their inputs', `${id} has ${contentOf(given)}`);
		}
		if (votes) checkVote(stage, solution, answers.get(id) ?? []);
	}
	return true;
}

function checkVote(stage: Stage, solution: IDataObject, answers: readonly string[]): void {
	const votesFor = (answer: unknown) => answers.filter((one) => one === answer).length;
	const most = Math.max(...answers.map(votesFor));
	const { result } = solution.output_values as IDataObject;
	const isMajority = votesFor(result) === most && solution.confidence === most / answers.length;
	if (!isMajority) {
		const text = `${String(result)} with ${String(solution.confidence)} of ${answers.join(', ')}`;
		stage.violated('the majority wins', text);
	}
}

function countOf(ids: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
	return counts;
}

function solutionsIn({ json, binary }: INodeExecutionData): IDataObject[] {
	if (binary === undefined) return (json.items as IDataObject[] | undefined) ?? [json];
	const text = Buffer.from(binary.data.data, 'base64').toString();
	const lines = text.split('\n').filter((line) => line !== '');
	return lines.map((line) => JSON.parse(line) as IDataObject);
}
