import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../shared/toloka/service/failures';
import { optionsPerItem } from '../../shared/n8n/parameters';
import { shown } from '../../shared/n8n/readers';
import { readTime } from '../readTime';

/** The event of each status by whose time assignments can be filtered (toloka-api §P4.2). */
const EVENTS = new Map([
	['ACCEPTED', 'accepted'],
	['REJECTED', 'rejected'],
	['SUBMITTED', 'submitted'],
]);

const STATUSES = ['ACCEPTED', 'ACTIVE', 'EXPIRED', 'REJECTED', 'SKIPPED', 'SUBMITTED'];

function readStatuses(value: unknown, index: number): string[] {
	const list: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	const wanted = list.map((one) => String(one).trim()).filter((one) => one !== '');
	const unknown = wanted.find((one) => !STATUSES.includes(one));
	if (unknown === undefined) return wanted;
	throw refusal(
		`Statuses of item ${index} has ${shown(unknown)}, which is no status of assignments`,
		`Choose among ${STATUSES.join(', ')}.`,
		index,
	);
}

/** The filters of the list, as the item fills them in. */
export function filtersOf(context: IExecuteFunctions, index: number): Record<string, string> {
	const wanted = readStatuses(context.getNodeParameter('statuses', index, []), index);
	const options = optionsPerItem<Record<string, unknown>>(context)(index);
	const query: Record<string, string> = wanted.length > 0 ? { status: wanted.join(',') } : {};
	const since = readTime(context, options.since, 'Since', index);
	if (since === undefined) return query;
	const [only, ...others] = wanted;
	const event = others.length === 0 ? EVENTS.get(only) : undefined;
	query[`${event ?? 'created'}_gte`] = since;
	return query;
}
