import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, refusal } from '../shared/toloka/service/failures';
import type { Problem } from '../shared/toloka/fields/check';
import { problemText } from '../shared/toloka/fields/check';
import { textOf } from '../shared/toloka/values/foreign';
import type { ExtraFields } from '../shared/toloka/fields/mapping';
import { mapWithPauses, pausing } from '../shared/toloka/flow/pauses';
import { push } from '../shared/toloka/items/push';
import { systemClock } from '../shared/n8n/clock';
import { addHint, failedItem, paired } from '../shared/n8n/outputs';
import { hintAtEmptyRows, mappedRows } from '../shared/n8n/mapping';
import { hasProgress, keepProgress, resumeProgress } from './progress';
import { connect } from '../shared/n8n/transport';
import { readId, readOptions, transportOptions } from '../shared/n8n/parameters';
import { readNumber } from '../shared/n8n/readers';
import { refuseInvalid, refusedItem } from '../shared/n8n/invalidItems';
import { assertTakesItems, getAppProject, getInputSpec } from '../shared/toloka/items/projects';
import type { PushPlan, PushProgress } from '../shared/toloka/items/run';
import { earlierTryUnknown } from '../shared/toloka/items/lookUp';
import { afterPartialWork, sentences } from '../shared/toloka/service/sentences';

const WORDING = { done: 'pushed', validOnly: 'Push the Valid Ones', again: 'push it' };

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
	const prepared = await prepare(context).catch((error: unknown) => {
		throw afterEarlierTry(context, error);
	});
	const { connection, emptyRows, inputs, options, problems, projectId, skipInvalid } = prepared;
	/** The item behind each position in the plan. */
	const items = [...inputs.keys()].filter((item) => !problems.has(item) && !emptyRows.has(item));
	const plan = {
		...readPlan(context, options),
		projectId,
		inputs: items.length === inputs.length ? inputs : items.map((item) => inputs[item]),
		skipInvalid,
		signal: connection.signal,
	};
	const lookBackMs = readNumber(options.lookBack, LOOK_BACK, LOOK_BACK_MINUTES) * 60_000;
	const reached = await resumeProgress(context, plan, connection.serviceTime(), lookBackMs);
	const { progress } = reached;
	const failure = await push(connection.send, { ...plan, ...reached }, progress, systemClock);
	if (failure !== undefined && !context.continueOnFail()) {
		await keepProgress(context, plan, reached);
		throw withCount(failure, plan, progress);
	}

	const batch = batchFacts(context, plan, progress, failure);
	const outputs = new Array<INodeExecutionData>(inputs.length);
	const leftOut = (item: number, reason: string) => {
		const json = { id: null, app_project_id: projectId, input_data: inputs[item] };
		return refusedItem(context, item, reason, json, WORDING);
	};
	for (const [item, found] of problems) outputs[item] = leftOut(item, problemText(found));
	const pauseIfDue = pausing({ clock: systemClock });
	for (const [position, item] of items.entries()) {
		const id = progress.ids[position];
		const reason = progress.refused[position];
		if (id !== undefined) outputs[item] = createdItem(projectId, batch, id, inputs[item], item);
		else if (reason !== undefined) outputs[item] = leftOut(item, reason);
		else outputs[item] = failedItem(context, failure, item);
		await pauseIfDue();
	}
	hintAtEmptyRows(context, emptyRows.size);
	const answers = emptyRows.size === 0 ? outputs : outputs.filter(() => true);
	// n8n runs the node again for an error in its first output item too (n8n §4).
	const isComplete = failure === undefined && answers[0].error === undefined;
	await keepProgress(context, plan, isComplete ? undefined : reached);
	return answers;
}

/** What a later try says is all that is shown of a run: it must not hide what was in doubt. */
function afterEarlierTry(context: IExecuteFunctions, error: unknown): unknown {
	const isOfService = isFailure(error) && error.kind !== 'refused-locally';
	return isOfService && hasProgress(context) ? earlierTryUnknown(error) : error;
}

/** Reads and checks everything; nothing is pushed yet. */
async function prepare(context: IExecuteFunctions) {
	const options = readOptions<PushOptions>(context);
	const projectId = readId(context, 'project', 'Project');
	const connection = await connect(context, transportOptions(options));
	const project = await getAppProject(connection.send, projectId);
	assertTakesItems(project);
	const specs = await getInputSpec(connection.send, project.app_id);
	const pauses = { clock: systemClock, signal: connection.signal };
	const extraFields = options.extraFields ?? 'refuse';
	const readRow = mappedRows(context, 'fields', { inputSpec: specs }, extraFields);
	const problems = new Map<number, readonly Problem[]>();
	const emptyRows = new Set<number>();
	const inputs = await mapWithPauses(context.getInputData(), pauses, (_item, index) => {
		const row = readRow(index);
		if (row === undefined) {
			emptyRows.add(index);
			return {};
		}
		if (row.problems.length > 0) problems.set(index, row.problems);
		return row.input;
	});
	const skipInvalid = context.getNodeParameter('invalidItems', 0, 'stop') === 'pushValid';
	if (!skipInvalid) refuseInvalid(problems, inputs.length, WORDING);
	return { connection, emptyRows, inputs, options, problems, projectId, skipInvalid };
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
		batchId: destination === 'existingBatch' ? readId(context, 'batch', 'Batch') : undefined,
		newBatch: isNewBatch ? readNewBatch(context) : undefined,
		start: isNewBatch && context.getNodeParameter('startBatch', 0, true) === true,
		reconcile: options.unclear !== 'report',
		forceNewOriginal: options.forceNewOriginal === true,
		ignoreErrors: options.ignoreErrors === true && destination !== 'stream',
	};
}

function readNewBatch(context: IExecuteFunctions): PushPlan['newBatch'] {
	const name = textOf(context.getNodeParameter('batchName', 0, ''));
	return {
		name: name === '' ? undefined : name,
		priority: context.getNodeParameter('batchPriority', 0, 'FIVE') as string,
	};
}

/** What the output says of the batch; a start that failed is no fault of the items in it. */
function batchFacts(
	context: IExecuteFunctions,
	plan: Pick<PushPlan, 'batchId' | 'start'>,
	{ batchId = plan.batchId, started }: PushProgress,
	failure: TolokaFailure | undefined,
): object {
	if (batchId === undefined) return {};
	if (failure === undefined || !plan.start || started) return { batch_id: batchId };
	const problem = `The batch ${batchId} was not started: ${sentences(failure).message}`;
	addHint(context, `${problem}. Start it on the page of the service when this is solved.`);
	return { batch_id: batchId, batch_problem: problem };
}

function withCount(failure: TolokaFailure, plan: Pick<PushPlan, 'inputs'>, progress: PushProgress) {
	const created = progress.ids.filter((id) => id !== undefined).length;
	if (created === 0) return failure;
	return afterPartialWork(
		failure,
		`${created} of ${plan.inputs.length} items were pushed before; a retry of this execution sends only the others.`,
		{ counts: { created, total: plan.inputs.length } },
	);
}

function createdItem(
	projectId: string,
	batch: object,
	id: string,
	input: object,
	item: number,
): INodeExecutionData {
	return paired({ id, app_project_id: projectId, ...batch, input_data: input }, item);
}
