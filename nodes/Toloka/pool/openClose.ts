import { changePool } from '../../shared/toloka/operations/poolActions';
import type { PoolAction } from '../../shared/toloka/operations/poolWords';
import { systemClock } from '../../shared/n8n/clock';
import { idOf } from '../../shared/n8n/parameters/parameters';
import { paired } from '../../shared/n8n/outputs/outputs';
import type { ItemOperation } from '../operation';
import { shown } from './shown';

/** Opening and closing take seconds, even in large pools. */
export const ACTION_WAIT_MS = 10 * 60_000;

/** Changes each pool once, however many input items name it. */
function change(action: PoolAction): ItemOperation {
	return ({ context, connection: { send, signal }, once, ownChanges }, index) => {
		const poolId = idOf(context, 'pool', 'Pool', index);
		return async () => {
			const wait = { clock: systemClock, signal, waitMs: ACTION_WAIT_MS };
			const changing = once(poolId, async () => await changePool(send, poolId, action, wait));
			const { pool } = await ownChanges.made(poolId, changing, ({ changed }) => changed);
			return [paired(shown(pool, { changed: ownChanges.has(poolId) }), index)];
		};
	};
}

export const openPool = change('open');
export const closePool = change('close');
