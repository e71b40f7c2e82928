import { clonePool as cloneOnce } from '../../shared/toloka/operations/clonePool';
import type { StartProgress } from '../../shared/toloka/operations/startOnce';
import { refusal } from '../../shared/toloka/service/failures';
import { timeKey } from '../../shared/toloka/values/times';
import { systemClock } from '../../shared/n8n/clock';
import { executionStartedAt, isRetry, runIndex } from '../../shared/n8n/execution';
import { recall, remember } from '../../shared/n8n/nodeMemory';
import { readId } from '../../shared/n8n/parameters';
import { paired } from '../../shared/n8n/outputs';
import type { ItemOperation, Run } from '../operation';
import { ACTION_WAIT_MS } from './openClose';

const NAME = 'tolokaClones';

type Clones = Record<string, StartProgress>;

/** Clones a pool once, however often this run of the node is tried. */
export const clonePool: ItemOperation = async ({ context, connection }, index) => {
	const poolId = readId(context, 'pool', 'pool id', index);
	const changes = { name: readName(context, index), willExpire: readExpiry(context, index) };
	const key = `${runIndex(context)} ${index} ${poolId}`;
	const progress = progressOf(context, key);
	const wait = { clock: systemClock, signal: connection.signal, waitMs: ACTION_WAIT_MS };
	const clone = await cloneOnce(connection.send, poolId, changes, progress, wait).finally(() => {
		remember<Clones>(context, NAME, { ...recall<Clones>(context, NAME), [key]: progress });
	});
	return [paired({ ...clone, source_pool_id: poolId }, index)];
};

/** What is known of this clone; a killed first try may have made it without leaving a trace. */
function progressOf(context: Run['context'], key: string): StartProgress {
	const clones = recall<Clones>(context, NAME);
	const known = clones?.[key];
	if (known !== undefined) return { ...known };
	const began = clones === undefined && isRetry(context) ? executionStartedAt(context) : undefined;
	return began === undefined ? { since: systemClock.now() } : { since: began, isUnclear: true };
}

function readName(context: Run['context'], index: number): string | undefined {
	const name = context.getNodeParameter('cloneName', index, '');
	return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

function readExpiry(context: Run['context'], index: number): string | undefined {
	const value: unknown = context.getNodeParameter('cloneExpires', index, '');
	if (value === '' || value === null || value === undefined) return undefined;
	const text = value instanceof Date ? value.toISOString() : String(value);
	const at = Date.parse(text);
	if (Number.isNaN(at) || timeKey(new Date(at).toISOString()) === undefined) {
		throw refusal(
			`Expires of item ${index} is not a time`,
			'Enter a date and time, for example 2027-01-31T12:00:00.',
			index,
		);
	}
	return new Date(at).toISOString().slice(0, 19);
}
