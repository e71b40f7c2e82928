import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { assertTakesItems, getAppProject, getInputSpec } from '../shared/core/apps';
import type { TolokaFailure } from '../shared/core/failures';
import { afterPartialWork, clean, refusal } from '../shared/core/failures';
import type { Problem } from '../shared/core/inputSpec';
import { problemsOf } from '../shared/core/inputSpec';
import type { ExtraFields } from '../shared/core/itemMapping';
import type { PushPlan, PushProgress } from '../shared/core/push';
import { push } from '../shared/core/push';
import { systemClock } from '../shared/host/clock';
import { readId, readNumber, readOptions, transportOptions } from '../shared/host/fields';
import { failedItem, paired } from '../shared/host/items';
import { mappedInputs } from '../shared/host/mapping';
import { keepProgress, resumeProgress } from '../shared/host/progress';
import type { Connection } from '../shared/host/transport';
import { connect } from '../shared/host/transport';

interface PushOptions {
	extraFields?: ExtraFields;
	ignoreErrors?: boolean;
	unclear?: 'reconcile' | 'report';
	forceNewOriginal?: boolean;
	lookBack?: number;
	timeout?: number;
}

const LOOK_BACK = 'Skip Items Pushed in the Last (Minutes)';
const LOOK_BACK_MINUTES = { min: 0, max: 44_640, fallback: 0 };

/** One run of the node: checks every item, pushes them, and answers each input item. */
export async function pushInput(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (context.getInputData().length === 0) return [];
	const options = readOptions<PushOptions>(context);
	const projectId = readId(context, 'project', 'project id');
	const connection = await connect(context, transportOptions(options));
	const project = await getAppProject(connection.send, projectId);
	assertTakesItems(project);
	const specs = await getInputSpec(connection.send, project.app_id);
	const inputs = mappedInputs(context, 'fields', specs, options.extraFields ?? 'refuse');
	const problems = inputs.map((input) => problemsOf(input, specs));
	const skipInvalid = context.getNodeParameter('invalidItems', 0, 'stop') === 'pushValid';
	if (!skipInvalid) refuseInvalid(problems);

	const sendable = [...inputs.keys()].filter((index) => problems[index].length === 0);
	const jsons = sendable.map((index) => JSON.stringify(inputs[index]));
	const plan = {
		...readPlan(context, options),
		projectId,
		jsons,
		skipInvalid,
		signal: connection.signal,
	};
	const lookBackMs = readNumber(options.lookBack, LOOK_BACK, LOOK_BACK_MINUTES) * 60_000;
	const { progress, failure } = await pushKeepingProgress(context, connection, plan, lookBackMs);
	if (failure !== undefined && !context.continueOnFail()) throw withCount(failure, plan, progress);

	const positions = new Map(sendable.map((index, position) => [index, position]));
	return inputs.map((input, index) => {
		const position = positions.get(index);
		const id = position === undefined ? undefined : progress.ids[position];
		if (id !== undefined)
			return createdItem(projectId, progress.batchId ?? plan.batchId, id, input, index);
		const reason =
			position === undefined ? problemText(problems[index]) : progress.refused[position];
		if (reason !== undefined) return refusedItem(context, projectId, reason, input, index);
		return failedItem(context, failure, index);
	});
}

const DESTINATIONS: unknown[] = ['stream', 'existingBatch', 'newBatch'];

function readPlan(context: IExecuteFunctions, options: PushOptions) {
	const destination = context.getNodeParameter('destination', 0, 'stream');
	if (!DESTINATIONS.includes(destination)) {
		throw refusal(
			'The destination is not one that this node knows',
			'Choose Stream, Existing Batch or New Batch as Destination.',
		);
	}
	const isNewBatch = destination === 'newBatch';
	return {
		batchId: destination === 'existingBatch' ? readId(context, 'batch', 'batch id') : undefined,
		newBatch: isNewBatch ? readNewBatch(context) : undefined,
		start: isNewBatch && context.getNodeParameter('startBatch', 0, true) === true,
		reconcile: options.unclear !== 'report',
		forceNewOriginal: options.forceNewOriginal === true,
		ignoreErrors: options.ignoreErrors === true && destination !== 'stream',
	};
}

function readNewBatch(context: IExecuteFunctions): PushPlan['newBatch'] {
	const name = `${context.getNodeParameter('batchName', 0, '') ?? ''}`.trim();
	return {
		name: name === '' ? undefined : name,
		priority: context.getNodeParameter('batchPriority', 0, 'FIVE') as string,
	};
}

/** Pushes, and leaves what was reached with the execution if it fails, so that a retry goes on. */
async function pushKeepingProgress(
	context: IExecuteFunctions,
	connection: Connection,
	plan: Omit<PushPlan, 'startedAt' | 'isResumed'>,
	lookBackMs: number,
): Promise<{ progress: PushProgress; failure: TolokaFailure | undefined }> {
	const { startedAt, progress, isResumed } = resumeProgress(
		context,
		plan,
		connection.serviceTime(),
		lookBackMs,
	);
	const failure = await push(
		connection.send,
		{ ...plan, startedAt, isResumed },
		progress,
		systemClock,
	);
	keepProgress(context, plan, failure === undefined ? undefined : { startedAt, progress });
	return { progress, failure };
}

function refuseInvalid(problems: Problem[][]): void {
	const first = problems.findIndex((list) => list.length > 0);
	if (first === -1) return;
	const count = problems.filter((list) => list.length > 0).length;
	throw refusal(
		`Item ${first}: ${problemText(problems[first])}. Nothing was pushed`,
		`${count === 1 ? 'One item is' : `${count} items are`} invalid out of ${problems.length}. Correct the data, or set Invalid Items to “Push the Valid Ones”.${extraFieldHint(problems[first])}`,
		first,
	);
}

function extraFieldHint(problems: Problem[]): string {
	return problems.some(({ isExtra }) => isExtra)
		? ' Fields that the project does not have can be left out with the option Extra Fields.'
		: '';
}

const SHOWN_PROBLEMS = 3;

function problemText(problems: Problem[]): string {
	const shown = problems
		.slice(0, SHOWN_PROBLEMS)
		.map(({ field, reason }) => `field “${clean(field, 80)}” ${reason}`);
	const more = problems.length - shown.length;
	return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}

function withCount(
	failure: TolokaFailure,
	plan: { jsons: readonly string[] },
	progress: PushProgress,
) {
	const created = progress.ids.filter((id) => id !== undefined).length;
	if (created === 0) return failure;
	return afterPartialWork(
		failure,
		`${created} of ${plan.jsons.length} items were pushed before; a retry of this execution sends only the others.`,
	);
}

function createdItem(
	projectId: string,
	batchId: string | undefined,
	id: string,
	input: object,
	item: number,
): INodeExecutionData {
	const batch = batchId === undefined ? {} : { batch_id: batchId };
	return paired({ id, app_project_id: projectId, ...batch, input_data: input }, item);
}

/** An item that was left out on purpose; on the error path only where the user asked for that. */
function refusedItem(
	context: IExecuteFunctions,
	projectId: string,
	problem: string,
	input: object,
	item: number,
): INodeExecutionData {
	if (context.continueOnFail()) {
		return failedItem(
			context,
			refusal(`Item ${item}: ${problem}`, 'Correct this item and push it again.'),
			item,
		);
	}
	return paired({ id: null, app_project_id: projectId, problem, input_data: input }, item);
}
