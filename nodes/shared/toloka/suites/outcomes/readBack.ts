import type { Pauses } from '../../flow/pauses';
import { forEachWithPauses } from '../../flow/pauses';
import type { Send } from '../../service/requests';
import type { Draft } from '../drafts/drafts';
import type { Fates } from '../run/fates';
import { recordOf } from '../run/fates';
import type { ShownJson } from '../drafts/kinds';
import { shown } from './shown';
import { readSuites } from './taskSuites';

/** Reads back and records the created suites that the fates do not contain yet. */
export async function readBack(
	send: Send,
	drafts: readonly Draft[],
	fates: Fates,
	pauses: Pauses,
): Promise<void> {
	const positionsByPool = new Map<string, Map<string, number>>();
	await forEachWithPauses(drafts, pauses, ({ form, json }, position) => {
		const { id, suite, taskIds } = fates.get(position) ?? {};
		const isKnown = suite !== undefined || taskIds !== undefined;
		if (id === undefined || isKnown || form === 'task') return;
		const pool = String(json.pool_id);
		const positions = positionsByPool.get(pool) ?? new Map<string, number>();
		positionsByPool.set(pool, positions.set(id, position));
	});
	for (const [pool, positions] of positionsByPool) {
		const take = (suite: ShownJson) => {
			const position = positions.get(suite.id) as number;
			recordOf(fates, position, shown(drafts[position], suite));
		};
		await readSuites(send, pool, [...positions.keys()], take);
	}
}
