import { isFailure, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import { clean, isRecord, textOf } from '../values/foreign';

/** Reasons for which Yandex Tasks does not open a pool (toloka-api §P3.10). */
const WORDS = new Map([
	['MUST_PASS_MODERATION', 'it has to pass moderation first'],
	['HAS_NON_ACTUAL_SNAPSHOT_MAJOR_VERSION', 'it was made for an earlier version of its project'],
]);

/**
 * What keeps a pool from being opened, in words with the service's own names. Undefined if the
 * service has no such list, like Toloka, or does not respond: the result only explains a refusal.
 */
export async function openingBlockers(send: Send, poolId: string): Promise<string | undefined> {
	const doing = `reading what keeps pool ${poolId} from being opened`;
	const path = pathOf`/pools/${poolId}/validate`;
	const reply = await outcomeOf(send({ method: 'GET', api: 'requester', path, doing }));
	if (isFailure(reply)) {
		if (reply.kind === 'canceled') throw reply;
		return undefined;
	}
	const entries: unknown[] = Array.isArray(reply.body) ? reply.body : [];
	const types = entries
		.filter((entry) => isRecord(entry) && entry.active === true && entry.blocker === true)
		.map((entry) => clean(textOf(isRecord(entry) ? entry.type : '')));
	if (types.length === 0) return undefined;
	return types.map((type) => (WORDS.has(type) ? `${WORDS.get(type)} (${type})` : type)).join('; ');
}
