import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import {
	MANUAL_LOOK_BACK_MS,
	callingExecution,
	isToolCall,
} from '../shared/n8n/execution/execution';
import { memoryOf } from '../shared/n8n/execution/nodeMemory';
import type { RunIdentity } from '../shared/n8n/execution/runIdentity';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Pauses } from '../shared/toloka/flow/pauses';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import type { Draft } from '../shared/toloka/suites/drafts/drafts';
import type { CreationKind } from '../shared/toloka/suites/drafts/kinds';
import { SUITES } from '../shared/toloka/suites/drafts/kinds';
import type { LoggedOperation } from '../shared/toloka/suites/run/logEntries';
import { hasRefused } from '../shared/toloka/suites/earlier/manualRuns';
import type { ManualSuite } from '../shared/toloka/suites/earlier/manualSuites';
import { suitesOfManualRuns } from '../shared/toloka/suites/earlier/manualSuites';
import type { OwnOperations, ReadLogs } from '../shared/toloka/suites/earlier/ownOperations';
import { ownOperationsOnce } from '../shared/toloka/suites/earlier/ownOperations';
import type { Naming, PlannedRequest } from '../shared/toloka/suites/run/requests';
import { planRequests, readyRequest } from '../shared/toloka/suites/run/requests';

/** Reads what earlier manual runs of the node created; each kind once. */
export interface ManualRuns {
	operations: (kind: CreationKind) => Promise<readonly LoggedOperation[]>;
	suites: () => Promise<readonly ManualSuite[]>;
	/** Whether the requests for these suites were all sent as they are, so that no log is needed. */
	haveSent: (suites: () => Promise<readonly Draft[]>) => Promise<boolean>;
}

/** What the calls of an agent's tool have read. n8n keeps a node's context during an execution. */
const logsOfTools = new WeakMap<object, ReadLogs>();
/** What the calls of sub-workflows have read for the latest execution that called some. */
let ofLatestCaller: { caller?: string; logs: ReadLogs } = { logs: new Map() };

/** Each call would read what all earlier ones created. */
function logsOf(context: IExecuteFunctions): ReadLogs {
	if (isToolCall(context)) return logsOfTool(memoryOf(context));
	const caller = callingExecution(context);
	if (caller === undefined) return new Map();
	if (caller !== ofLatestCaller.caller) ofLatestCaller = { caller, logs: new Map() };
	return ofLatestCaller.logs;
}

function logsOfTool(execution: object): ReadLogs {
	const logs: ReadLogs = logsOfTools.get(execution) ?? new Map();
	logsOfTools.set(execution, logs);
	return logs;
}

/** Returns undefined unless this is a manual run that counts earlier ones. */
export function manualRunsBefore(
	context: IExecuteFunctions,
	{ send, signal, createdSince }: Connection,
	{ name, isManual }: RunIdentity,
): ManualRuns | undefined {
	if (!isManual) return undefined;
	const naming = { name, isKey: false, isManual, looksFirst: true };
	const logs = logsOf(context);
	const readers = new Map<CreationKind, OwnOperations>();
	const pauses = { clock: systemClock, signal };
	const readerOf = (kind: CreationKind) => {
		const run = { send, ...pauses, kind, naming };
		const reader =
			readers.get(kind) ?? ownOperationsOnce(run, createdSince() - MANUAL_LOOK_BACK_MS, logs);
		readers.set(kind, reader);
		return reader;
	};
	const operations: ManualRuns['operations'] = async (kind) =>
		await orWayOut(readerOf(kind).logged(), kind);
	let suites: Promise<ManualSuite[]> | undefined;
	const readSuites = async () => await suitesOfManualRuns(await operations(SUITES), pauses);
	return {
		operations,
		suites: async () => await (suites ??= readSuites()),
		haveSent: async (drafts) => {
			const own = await orWayOut(readerOf(SUITES).list(), SUITES);
			const whole = own.filter((one) => one.status !== 'FAIL' && !hasRefused(one));
			const sent = whole.map(({ id }) => id);
			if (sent.length === 0) return false;
			return await areAllAmong(new Set(sent), naming, await drafts(), pauses);
		},
	};
}

async function areAllAmong(
	ids: ReadonlySet<string>,
	naming: Naming,
	drafts: readonly Draft[],
	pauses: Pauses,
): Promise<boolean> {
	const requests = await planRequests(drafts, [...drafts.keys()], pauses);
	if (requests.length > ids.size) return false;
	const isSent = (request: PlannedRequest) =>
		ids.has(readyRequest({ drafts, naming, isAsync: true }, request).id);
	return (await mapWithPauses(requests, pauses, isSent)).every(Boolean);
}

async function orWayOut<Found>(found: Promise<Found>, kind: CreationKind): Promise<Found> {
	const outcome = await outcomeOf(found);
	if (isFailure(outcome)) throw withWayOut(outcome, kind);
	return outcome;
}

/** Adds how to create items although what exists cannot be read. */
function withWayOut(failure: TolokaFailure, { many }: CreationKind): TolokaFailure {
	if (failure.kind === 'canceled') return failure;
	const text = `A manual run first looks for the ${many} of earlier ones, so it has not created these items. The option Create Again in Manual Runs creates all items without looking, even those that exist.`;
	return afterPartialWork(failure, text);
}
