import type { INodeExecutionData } from 'n8n-workflow';
import type { CloneChanges } from '../../shared/toloka/operations/clonePool';
import { clonePool as cloneOnce } from '../../shared/toloka/operations/clonePool';
import type { StartProgress } from '../../shared/toloka/operations/startOnce';
import { refusal } from '../../shared/toloka/service/failures';
import { fingerprint } from '../../shared/toloka/values/keys';
import { epochMsOf } from '../../shared/toloka/values/times';
import { systemClock } from '../../shared/n8n/clock';
import {
	earlierTryBegan,
	isManualRun,
	isToolCall,
	runIndex,
} from '../../shared/n8n/execution/execution';
import { recall, remember } from '../../shared/n8n/execution/nodeMemory';
import { checkedOf, idOf } from '../../shared/n8n/parameters/parameters';
import { readText } from '../../shared/n8n/parameters/readers';
import { addHint, paired } from '../../shared/n8n/outputs/outputs';
import { runIdentity } from '../../shared/n8n/execution/runIdentity';
import type { ItemOperation, Run } from '../operation';
import { readQueryTime } from '../parameters';
import { ACTION_WAIT_MS } from './openClose';
import { shown } from './shown';

const NAME = 'tolokaClones';

type Clones = Record<string, StartProgress>;

/** Clones a pool once, however often this run of the node is tried. */
export const clonePool: ItemOperation = (run, index) => {
	const { context } = run;
	const poolId = idOf(context, 'pool', 'Pool', index);
	const changes = {
		name: checkedOf(context, 'cloneName', 'Name', readText, index),
		willExpire: readExpiry(context, index),
	};
	return async () => {
		const clones = await cloneInto(run, index, poolId, changes);
		if (index === 0 && isManualRun(context) && !isToolCall(context)) addHint(context, PIN);
		return clones;
	};
};

/** Create Task Suites knows nothing of another pool: it would create, and charge, the tasks again. */
const PIN =
	'Each manual run clones again, and nodes after this one create their tasks again in the new pool. To keep this clone while you build the workflow, pin this output.';

/** Refuses a time in the past: it would close the clone as soon as it is opened. */
function readExpiry(context: Run['context'], index: number): string | undefined {
	const expires = readQueryTime(context, 'cloneExpires', 'Expires', index);
	if (expires === undefined || epochMsOf(expires) > systemClock.now()) return expires;
	throw refusal(
		`Expires of item ${index} has passed: ${expires.slice(0, 19)}Z`,
		'Enter a time in the future: the new pool closes then.',
		index,
	);
}

async function cloneInto(
	{ context, connection }: Run,
	index: number,
	poolId: string,
	changes: CloneChanges,
): Promise<INodeExecutionData[]> {
	const key = keyOf(context, index, [poolId, changes.name, changes.willExpire]);
	const progress = startProgress(context, recall<Clones>(context, NAME)?.[key]);
	const wait = { clock: systemClock, signal: connection.signal, waitMs: ACTION_WAIT_MS };
	const isOthers = (id: string) => othersOf(context, key).includes(id);
	// Each manual execution makes its own clone.
	const mark = fingerprint([runIdentity(context, true).name, key]);
	const cloning = cloneOnce(connection.send, poolId, { changes, progress, isOthers, mark }, wait);
	const clone = await cloning.finally(() => {
		remember<Clones>(context, NAME, { ...recall<Clones>(context, NAME), [key]: progress });
	});
	return [paired(shown(clone, { source_pool_id: poolId }), index)];
}

/**
 * Returns what is known about a clone. A retry also looks for a clone that its memory lacks:
 * another try may have been killed, or may have been a separate retry, so that its clone left no
 * trace here.
 */
function startProgress(context: Run['context'], known: StartProgress | undefined): StartProgress {
	const began = earlierTryBegan(context);
	if (began === undefined || known?.operationId !== undefined) {
		return { ...(known ?? { since: systemClock.now() }) };
	}
	return { since: known?.since ?? began, isUnclear: true };
}

/** Equal calls of a tool share a key; a run clones once per item, whatever the name. */
function keyOf(context: Run['context'], index: number, [poolId, ...changes]: unknown[]): string {
	return isToolCall(context)
		? `tool ${fingerprint([JSON.stringify([poolId, ...changes])])}`
		: `${runIndex(context)} ${index} ${String(poolId)}`;
}

function othersOf(context: Run['context'], key: string): unknown[] {
	const clones = Object.entries(recall<Clones>(context, NAME) ?? {});
	return clones.filter(([other]) => other !== key).map(([, { operationId }]) => operationId);
}
