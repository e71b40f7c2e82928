import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { MANUAL_LOOK_BACK_MS, isToolCall } from '../shared/n8n/execution';
import type { RunIdentity } from '../shared/n8n/runIdentity';
import type { Connection } from '../shared/n8n/transport';
import type { LogEntry } from '../shared/toloka/operations/log';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import type { CreationKind } from '../shared/toloka/suites/kinds';
import { SUITES } from '../shared/toloka/suites/kinds';
import type { LoggedOperation } from '../shared/toloka/suites/logEntries';
import type { ManualSuite } from '../shared/toloka/suites/manualSuites';
import { suitesOfManualRuns } from '../shared/toloka/suites/manualSuites';
import type { ReadLogs } from '../shared/toloka/suites/ownOperations';
import { loggedOnce } from '../shared/toloka/suites/ownOperations';

/** Reads what earlier manual runs of the node created; each kind once. */
export interface ManualRuns {
	operations: (kind: CreationKind) => Promise<readonly LoggedOperation[]>;
	suites: () => Promise<readonly ManualSuite[]>;
}

/** What the calls of an agent's tool have read. n8n keeps a node's context during an execution. */
const logsOfTools = new WeakMap<object, ReadLogs>();

function logsOf(context: IExecuteFunctions): ReadLogs {
	if (!isToolCall(context)) return new Map();
	const execution = context.getContext('node');
	const logs = logsOfTools.get(execution) ?? new Map<string, LogEntry[]>();
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
	const readers = new Map<CreationKind, () => Promise<LoggedOperation[]>>();
	const operations: ManualRuns['operations'] = async (kind) => {
		const run = { send, signal, clock: systemClock, kind, naming };
		const read = readers.get(kind) ?? loggedOnce(run, createdSince() - MANUAL_LOOK_BACK_MS, logs);
		readers.set(kind, read);
		const found = await outcomeOf(read());
		if (isFailure(found)) throw withWayOut(found, kind);
		return found;
	};
	let suites: Promise<ManualSuite[]> | undefined;
	const readSuites = async () =>
		await suitesOfManualRuns(await operations(SUITES), { clock: systemClock, signal });
	return { operations, suites: async () => await (suites ??= readSuites()) };
}

/** Adds how to create items although what exists cannot be read. */
function withWayOut(failure: TolokaFailure, { many }: CreationKind): TolokaFailure {
	if (failure.kind === 'canceled') return failure;
	const text = `A manual run first looks for the ${many} of earlier ones, so it has not created these items. The option Create Again in Manual Runs creates all items without looking, even those that exist.`;
	return afterPartialWork(failure, text);
}
