import { isJsonObject, type Json } from '../../json.mts';
import { found, invalidField } from '../../service/errors.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { Query } from '../../service/search.mts';
import { parseDate } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Assignment, AssignmentEvent, Pool, Task } from '../entities.mts';
import { answersOf } from './answers.mts';

const DIGITS = 3;
/** The table's own name for accepted assignments (toloka-api §P4.4). */
const STATUSES: Readonly<Record<string, string>> = { APPROVED: 'ACCEPTED' };
const DEFAULT_STATUS = 'APPROVED';
const DEFAULT_FIELDS = 'ASSIGNMENT:assignment_id,ASSIGNMENT:worker_id,ASSIGNMENT:status';

/** The table of a pool's answers, one row per task, outside of v1 (toloka-api §P4.4). */
export const tableRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/pools/{id}/assignments.tsv',
		query: ['status', 'startTimeFrom', 'startTimeTo', 'excludeBanned', 'addRowDelimiter', 'field'],
		handle: write,
	},
];

interface Row {
	assignment: Assignment;
	task: Task;
	answer: Json;
}

function write(world: World, { params, query }: ServiceRequest): Reply {
	const pool = found(world.pools.get(params.id ?? ''));
	const fields = (query.field ?? DEFAULT_FIELDS).split(',');
	const columns = columnsOf(world, pool, fields);
	const lines = chosen(pool, query).map((assignment) => {
		const answers = assignment.times.submitted === undefined ? [] : answersOf(world, assignment);
		return assignment.suite.tasks.map((task, index) =>
			columns
				.map(([, read]) => textOf(read({ assignment, task, answer: answers[index] ?? {} })))
				.join('\t'),
		);
	});
	const delimiter = query.addRowDelimiter === 'true' ? '\n' : '';
	const head = columns.map(([name]) => name).join('\t');
	const text = [head, ...lines.map((rows) => rows.join('\n') + delimiter)].join('\n');
	const bytes = Buffer.from(`${text}\n`, 'utf8');
	return { status: 200, file: { bytes, contentType: 'text/tab-separated-values;charset=UTF-8' } };
}

function chosen(pool: Pool, query: Query): Assignment[] {
	const statuses = (query.status ?? DEFAULT_STATUS)
		.split(',')
		.map((status) => STATUSES[status] ?? status);
	const from = timeIn(query, 'startTimeFrom') ?? -Infinity;
	const to = timeIn(query, 'startTimeTo') ?? Infinity;
	return pool.assignments.filter(
		({ status, createdUs }) => statuses.includes(status) && createdUs >= from && createdUs <= to,
	);
}

function timeIn(query: Query, name: string): number | null {
	const text = query[name];
	const time = text === undefined ? null : parseDate(text);
	if (text !== undefined && time === null) {
		throw invalidField(name, 'INVALID_DATE_TIME_SYNTAX');
	}
	return time;
}

type Column = [name: string, read: (row: Row) => Json];

function columnsOf(world: World, pool: Pool, fields: readonly string[]): Column[] {
	const { inputSpec, outputSpec } = pool.project;
	const of = (value: Json | undefined, name: string): Json =>
		isJsonObject(value) ? (value[name] ?? null) : null;
	return [
		...Object.keys(inputSpec).map((name): Column => [
			`INPUT:${name}`,
			({ task }) => of(task.input, name),
		]),
		...Object.keys(outputSpec).map((name): Column => [
			`OUTPUT:${name}`,
			({ answer }) => of(answer, name),
		]),
		...Object.keys(outputSpec).map((name): Column => [
			`GOLDEN:${name}`,
			({ task }) => of(goldenOf(task), name),
		]),
		['HINT:text', ({ task }) => task.hint],
		['ACCEPT:verdict', ({ assignment }) => verdictOf(assignment)],
		['ACCEPT:comment', ({ assignment }) => assignment.publicComment],
		...fields.map((field): Column => [
			field,
			({ assignment, task }) => assignmentField(world, field, assignment, task),
		]),
	];
}

function goldenOf({ knownSolutions }: Task): Json | undefined {
	const [first] = Array.isArray(knownSolutions) ? knownSolutions : [];
	return isJsonObject(first) ? first.output_values : undefined;
}

function verdictOf({ status }: Assignment): string | null {
	return status === 'ACCEPTED' ? '+' : status === 'REJECTED' ? '-' : null;
}

function assignmentField(world: World, field: string, assignment: Assignment, task: Task): Json {
	const name = field.replace(/^ASSIGNMENT:/, '');
	const time = assignment.times[name as AssignmentEvent];
	switch (name) {
		case 'assignment_id':
			return assignment.id;
		case 'task_id':
			return task.id;
		case 'task_suite_id':
			return assignment.suite.id;
		case 'worker_id':
			return assignment.performer.userId;
		case 'status':
			return assignment.status === 'ACCEPTED' ? 'APPROVED' : assignment.status;
		case 'reward':
			return assignment.reward;
		case 'link':
			return `https://platform.toloka.ai/task/${assignment.pool.id}/${assignment.suite.id}`;
		case 'started':
			return world.wireDate(assignment.createdUs, DIGITS);
		default:
			return time === undefined ? null : world.wireDate(time, DIGITS);
	}
}

/** Quoted as in CSV, since tabs and line breaks would end the cell. */
function textOf(value: Json): string {
	if (value === null) {
		return '';
	}
	const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
