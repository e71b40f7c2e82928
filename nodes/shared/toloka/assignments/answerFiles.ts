import type { FieldSpecs } from '../fields/declared/specs';
import type { FileFormat } from '../flow/boundedFiles';
import { NDJSON_LINES, tableLines } from '../flow/boundedFiles';
import { valuesOf } from '../values/exactJson';
import { recordsIn } from '../values/foreign';
import type { Dialect } from '../values/csv';
import type { Row } from '../values/table';
import { zoned } from '../values/times';
import { tolokaCell } from '../values/tolokaCells';
import type { Answer } from './answers';
import { ANSWER_COLUMNS, answeredTasks, outputName, simplified } from './answers';
import type { AssignedTask, Assignment } from './assignments';

/** Answers and assignments as the lines of a file. */

export interface GivenAnswer {
	answer: Answer;
	assignment: Assignment;
	task: AssignedTask;
}

export function givenAnswers(assignment: Assignment): GivenAnswer[] {
	return answeredTasks(assignment).map((given) => ({ ...given, assignment }));
}

interface ProjectFields {
	inputs: FieldSpecs;
	outputs: FieldSpecs;
}

const answerId = ({ assignment }: GivenAnswer) => assignment.id;
const ofAssignments = {
	idOf: ({ id }: Assignment) => id,
	rowOf: (one: Assignment) => ({ ...zoned(one) }),
};

export function answersNdjson(simplify: boolean): FileFormat<GivenAnswer> {
	return {
		...NDJSON_LINES,
		idOf: answerId,
		rowOf: ({ answer }) => (simplify ? simplified(answer) : { ...answer }),
	};
}

export function assignmentsNdjson(): FileFormat<Assignment> {
	return { ...NDJSON_LINES, ...ofAssignments };
}

export function answersCsv(
	dialect: Dialect,
	{ inputs, outputs }: ProjectFields,
): FileFormat<GivenAnswer> {
	return {
		...tableLines(dialect),
		idOf: answerId,
		rowOf: ({ answer }) => csvRow(answer),
		firstColumns: [
			...ANSWER_COLUMNS,
			...[...inputs.keys()].map(inputColumn),
			...[...outputs.keys()].map(outputColumn),
		],
	};
}

function csvRow(answer: Answer): Row {
	const row: Row = {};
	for (const name of ANSWER_COLUMNS) row[name] = answer[name];
	const { input_values: inputs, output_values: outputs } = answer;
	for (const name in inputs) row[inputColumn(name)] = inputs[name];
	for (const name in outputs) row[outputColumn(name)] = outputs[name];
	return row;
}

const inputColumn = (name: string) => `input_${name}`;

/** Output fields keep their names, unless one is the name of another column of the answer. */
function outputColumn(name: string): string {
	return /^(output_)*input_/.test(name) ? `output_${name}` : outputName(name);
}

const ASSIGNMENT_COLUMNS = [
	'id',
	'pool_id',
	'task_suite_id',
	'user_id',
	'status',
	'reward',
	'created',
	'submitted',
	'accepted',
	'rejected',
	'skipped',
	'expired',
	'public_comment',
	'tasks',
	'solutions',
];

/** A table with one line per assignment, its tasks and solutions as JSON. */
export function assignmentsCsv(dialect: Dialect): FileFormat<Assignment> {
	return { ...tableLines(dialect), ...ofAssignments, firstColumns: ASSIGNMENT_COLUMNS };
}

/** Times whose keys in an assignment equal the website's column names (toloka-api §P4.4). */
const TSV_TIMES = ['submitted', 'accepted', 'rejected', 'skipped', 'expired'] as const;
const TSV_COLUMNS = [
	...['assignment_id', 'task_id', 'task_suite_id', 'worker_id', 'status', 'started'],
	...TSV_TIMES,
	'reward',
].map((name) => `ASSIGNMENT:${name}`);

/** A table like the website's results of a pool, one line per answer (toloka-api §13, §P4.4). */
export function answersTolokaTsv(
	isForSpreadsheets: boolean,
	fields: ProjectFields,
): FileFormat<GivenAnswer> {
	const inputs = [...fields.inputs.keys()];
	const outputs = [...fields.outputs.keys()];
	return {
		...tableLines({ delimiter: '\t', isForSpreadsheets }),
		idOf: answerId,
		rowOf: (given) => tolokaRow(given, fields),
		firstColumns: [
			...inputs.map((name) => `INPUT:${name}`),
			...outputs.map((name) => `OUTPUT:${name}`),
			...outputs.map((name) => `GOLDEN:${name}`),
			'HINT:text',
			...TSV_COLUMNS,
			'ACCEPT:verdict',
			'ACCEPT:comment',
		],
	};
}

const VERDICTS = new Map([
	['ACCEPTED', '+'],
	['REJECTED', '-'],
]);

function tolokaRow(
	{ answer, assignment, task }: GivenAnswer,
	{ inputs, outputs }: ProjectFields,
): Row {
	const row: Row = {};
	put(row, 'INPUT', answer.input_values, inputs);
	put(row, 'OUTPUT', answer.output_values, outputs);
	const [known] = recordsIn(task.known_solutions);
	put(row, 'GOLDEN', valuesOf(known?.output_values) ?? {}, outputs);
	row['HINT:text'] = task.message_on_unknown_solution;
	const own = {
		assignment_id: assignment.id,
		task_id: answer.task_id,
		task_suite_id: assignment.task_suite_id,
		worker_id: assignment.user_id,
		status: assignment.status === 'ACCEPTED' ? 'APPROVED' : assignment.status,
		started: assignment.created,
		reward: assignment.reward,
	};
	for (const [name, value] of Object.entries(own)) row[`ASSIGNMENT:${name}`] = value;
	for (const name of TSV_TIMES) row[`ASSIGNMENT:${name}`] = assignment[name];
	row['ACCEPT:verdict'] = VERDICTS.get(assignment.status);
	row['ACCEPT:comment'] = assignment.public_comment;
	return row;
}

function put(row: Row, prefix: string, values: Record<string, unknown>, specs: FieldSpecs): void {
	for (const name in values) {
		row[`${prefix}:${name}`] = tolokaCell(values[name], specs.get(name)?.type);
	}
}
