import type { Send } from '../service/requests';
import type { Draft } from './drafts';
import type { Facts, Fate } from './fates';
import { shown } from './shown';
import { readSuites } from './taskSuites';

/** The created suites as the service shows them, as far as the fates do not hold that yet. */
export async function readBack(send: Send, drafts: readonly Draft[], fates: Facts): Promise<Facts> {
	const positionsByPool = new Map<string, Map<string, number>>();
	for (const [position, { id, suite, taskIds }] of fates) {
		const isKnown = suite !== undefined || taskIds !== undefined;
		if (id === undefined || isKnown || drafts[position].form === 'task') continue;
		const pool = String(drafts[position].json.pool_id);
		const positions = positionsByPool.get(pool) ?? new Map<string, number>();
		positionsByPool.set(pool, positions.set(id, position));
	}
	const facts = new Map<number, Fate>();
	for (const [pool, positions] of positionsByPool) {
		await readSuites(send, pool, [...positions.keys()], (suite) => {
			const position = positions.get(suite.id) as number;
			facts.set(position, shown(drafts[position], suite));
		});
	}
	return facts;
}
