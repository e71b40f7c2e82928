import type { Send } from '../service/requests';
import type { Draft } from './drafts';
import { readSuites } from './taskSuites';
import type { Fate, Fates } from './fates';
import { shown } from './fates';

/** Reads the created suites as the service shows them and adds that to their fates. */
export async function readBack(send: Send, drafts: readonly Draft[], fates: Fates): Promise<void> {
	const positionsByPool = new Map<string, Map<string, number>>();
	for (const [position, { id, suite, taskIds }] of fates) {
		if (id === undefined || suite !== undefined || taskIds !== undefined) continue;
		const pool = String(drafts[position].suite.pool_id);
		const positions = positionsByPool.get(pool) ?? new Map<string, number>();
		positionsByPool.set(pool, positions.set(id, position));
	}
	for (const [pool, positions] of positionsByPool) {
		await readSuites(send, pool, [...positions.keys()], (suite) => {
			const position = positions.get(suite.id) as number;
			Object.assign(fates.get(position) as Fate, shown(drafts[position], suite));
		});
	}
}
