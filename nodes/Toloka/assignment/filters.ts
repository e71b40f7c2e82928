import type { IExecuteFunctions } from 'n8n-workflow';
import { optionsPerItem } from '../../shared/n8n/parameters';
import { readChoices } from '../../shared/n8n/readers';
import { readTime } from '../parameters';

/** The event of each status by whose time assignments can be filtered (toloka-api §P4.2). */
const EVENTS = new Map([
	['ACCEPTED', 'accepted'],
	['REJECTED', 'rejected'],
	['SUBMITTED', 'submitted'],
]);

const STATUSES = ['ACCEPTED', 'ACTIVE', 'EXPIRED', 'REJECTED', 'SKIPPED', 'SUBMITTED'];

/** The filters of the list, as the item fills them in. */
export function filtersOf(context: IExecuteFunctions, index: number): Record<string, string> {
	const field = { label: 'Statuses', itemIndex: index };
	const wanted = readChoices(context.getNodeParameter('statuses', index, []), field, STATUSES);
	const options = optionsPerItem<Record<string, unknown>>(context)(index);
	const query: Record<string, string> = wanted.length > 0 ? { status: wanted.join(',') } : {};
	const since = readTime(context, options.since, 'Since', index);
	if (since === undefined) return query;
	const [only, ...others] = wanted;
	const event = others.length === 0 ? EVENTS.get(only) : undefined;
	query[`${event ?? 'created'}_gte`] = since;
	return query;
}
