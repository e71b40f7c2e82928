import type { Pool } from '../../shared/toloka/pools/pools';
import { zoned } from '../../shared/toloka/values/times';

/** The pool as the service shows it, with what a table of n8n should show without scrolling in front. */
export function shown(pool: Pool, added: object = {}): Pool {
	const { id, private_name, status } = pool;
	return { ...{ id, private_name, status }, ...added, ...zoned(pool) };
}
