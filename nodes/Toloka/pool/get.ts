import { getPool as readPool } from '../../shared/toloka/pools/pools';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import type { ItemOperation } from '../operation';
import { shown } from './shown';

/** Gets the pool as the service returns it: its status, why it was last closed, its settings. */
export const getPool: ItemOperation = ({ context, connection: { send }, once }, index) => {
	const poolId = idOf(context, 'pool', 'Pool', index);
	return async () => {
		const pool = await once(poolId, async () => await readPool(send, poolId));
		return [paired(shown(pool), index)];
	};
};
