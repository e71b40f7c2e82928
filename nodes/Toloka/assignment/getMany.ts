import type { INodeExecutionData } from 'n8n-workflow';
import { answersOf, simplified } from '../../shared/toloka/assignments/answers';
import type { Assignment } from '../../shared/toloka/assignments/assignments';
import { assignmentPages } from '../../shared/toloka/assignments/assignments';
import { refusal } from '../../shared/toloka/service/failures';
import { addHint, paired } from '../../shared/n8n/outputs';
import { idPerItem, optionsPerItem } from '../../shared/n8n/parameters';
import { readBoolean, readChoice, shown } from '../../shared/n8n/readers';
import { readLimit } from '../limit';
import type { ItemOperation, Run } from '../operation';
import { readTime } from '../readTime';

/** Pages of 1,000 assignments are a few megabytes; the service may insist on 300. */
const PAGE_SIZE = 1_000;

/** One item per answer or per assignment, in the order in which the assignments were given out. */
export const getAssignments: ItemOperation = async ({ context, connection }, index) => {
	const poolId = idPerItem(context, 'pool', 'Pool')(index);
	const limit = readLimit(context, index);
	const query = { pool_id: poolId, limit: Math.min(PAGE_SIZE, limit) };
	const walk = assignmentPages(connection.send, { ...query, ...filtersOf(context, index) });
	const rowsOf = rowReader(context, index);
	const outputs: INodeExecutionData[] = [];
	for await (const { rows, hasMore } of walk) {
		for (const assignment of rows) {
			for (const row of rowsOf(assignment)) outputs.push(paired(row, index));
		}
		if (outputs.length > limit || (outputs.length === limit && hasMore)) {
			addHint(context, `The result was cut at ${limit} items. Turn on Return All to get the rest.`);
			return outputs.slice(0, limit);
		}
	}
	return outputs;
};

/** What one assignment becomes. */
function rowReader(context: Run['context'], index: number): (one: Assignment) => object[] {
	const read = (name: string) => context.getNodeParameter(name, index, null) as unknown;
	const field = (label: string) => ({ label, itemIndex: index });
	const simplify = readBoolean(read('simplify'), field('Simplify'), true);
	const output = readChoice(
		read('assignmentOutput'),
		field('Output'),
		['answers', 'assignments'],
		'answers',
	);
	if (output === 'assignments') return (assignment) => [assignment];
	const { includeControlTasks } = optionsPerItem<Record<string, unknown>>(context)(index);
	const withControl = readBoolean(includeControlTasks, field('Include Control Tasks'), true);
	return (assignment) => {
		const answers = answersOf(assignment).filter((one) => withControl || !one.is_control);
		return simplify ? answers.map(simplified) : answers;
	};
}

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

function filtersOf(context: Run['context'], index: number): Record<string, string> {
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
