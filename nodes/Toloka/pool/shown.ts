import type { Pool } from '../../shared/toloka/pools/pools';
import { zoned } from '../../shared/toloka/values/times';

/** Returns the pool, starting with the fields that n8n's table should show without scrolling. */
export function shown(pool: Pool, added: object = {}): Pool {
	const { id, private_name, status } = pool;
	return { ...{ id, private_name, status }, ...added, ...zoned(pool) };
}
