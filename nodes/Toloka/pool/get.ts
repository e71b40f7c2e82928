import { getPool as readPool } from '../../shared/toloka/pools/pools';
import { paired } from '../../shared/n8n/outputs';
import { idOf } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';
import { shown } from './shown';

/** The pool as the service shows it: its state, why it was closed last, its settings. */
export const getPool: ItemOperation = ({ context, connection }, index) => {
	const poolId = idOf(context, 'pool', 'Pool', index);
	return async () => [paired(shown(await readPool(connection.send, poolId)), index)];
};
