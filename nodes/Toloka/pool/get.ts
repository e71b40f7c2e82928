import { getPool as readPool } from '../../shared/toloka/pools/pools';
import { zoned } from '../../shared/toloka/values/times';
import { idPerItem } from '../../shared/n8n/parameters';
import { paired } from '../../shared/n8n/outputs';
import type { ItemOperation } from '../operation';

/** The pool as the service shows it: its state, why it was closed last, its settings. */
export const getPool: ItemOperation = ({ context, connection }, index) => {
	const poolId = idPerItem(context, 'pool', 'Pool')(index);
	return async () => [paired(zoned(await readPool(connection.send, poolId)), index)];
};
