import { systemClock } from '../shared/n8n/clock';
import { MANUAL_LOOK_BACK_MS } from '../shared/n8n/execution';
import type { RunIdentity } from '../shared/n8n/runIdentity';
import type { Connection } from '../shared/n8n/transport';
import type { CreationKind } from '../shared/toloka/suites/kinds';
import { SUITES } from '../shared/toloka/suites/kinds';
import type { LoggedOperation } from '../shared/toloka/suites/logEntries';
import type { ManualSuite } from '../shared/toloka/suites/manualSuites';
import { suitesOfManualRuns } from '../shared/toloka/suites/manualSuites';
import { loggedOnce } from '../shared/toloka/suites/ownOperations';

/** Reads what earlier manual runs of the node created; each kind once. */
export interface ManualRuns {
	operations: (kind: CreationKind) => Promise<readonly LoggedOperation[]>;
	suites: () => Promise<readonly ManualSuite[]>;
}

/** Returns undefined unless this is a manual run that counts earlier ones. */
export function manualRunsBefore(
	{ send, signal, createdSince }: Connection,
	{ name, isManual }: RunIdentity,
): ManualRuns | undefined {
	if (!isManual) return undefined;
	const naming = { name, isKey: false, isManual, looksFirst: true };
	const readers = new Map<CreationKind, () => Promise<LoggedOperation[]>>();
	const operations: ManualRuns['operations'] = async (kind) => {
		const run = { send, signal, clock: systemClock, kind, naming };
		const read = readers.get(kind) ?? loggedOnce(run, createdSince() - MANUAL_LOOK_BACK_MS);
		readers.set(kind, read);
		return await read();
	};
	let suites: Promise<ManualSuite[]> | undefined;
	const readSuites = async () =>
		await suitesOfManualRuns(await operations(SUITES), { clock: systemClock, signal });
	return { operations, suites: async () => await (suites ??= readSuites()) };
}
