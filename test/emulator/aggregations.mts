import type { JsonObject } from '../../emulator/json.mts';
import type { Reply, Service } from './service.mts';

/** Starts an aggregation of the field `result`, by Dawid-Skene unless `extra` says otherwise. */
export async function aggregate(
	{ v1 }: Service,
	pool_id: string,
	extra: JsonObject = {},
): Promise<Reply> {
	const wanted = { pool_id, type: 'DAWID_SKENE', fields: [{ name: 'result' }], ...extra };
	return await v1('POST', '/aggregated-solutions/aggregate-by-pool', wanted);
}

export function idOf({ json }: Reply): string {
	return (json as { id: string }).id;
}
