import type { Problem } from '../../fields/cells/check';
import type { Convert } from '../../fields/cells/conversion';
import { conversion } from '../../fields/cells/conversion';
import { notationText } from '../../fields/flaws/foreignJson';
import type { TaskReader } from '../../fields/rows/taskForm';
import { BESIDE_INPUT, withoutSaid } from '../../fields/rows/taskForm';
import { likelyKey } from '../../fields/declared/likely';
import { onceByName } from '../../values/onceByName';
import { performerIds } from '../../fields/cells/performers';
import type { ColumnNames } from '../../fields/rows/row';
import { isBlank, withNamesAsRead } from '../../fields/rows/row';
import { isJson, isRecord, parsedJson, recordsIn } from '../../values/foreign';
import { ownOf } from '../../values/content';
import { idIn } from '../../values/numbers';
import { jsonText } from '../../values/tolokaCells';
import type { SuiteJson } from './kinds';
import type { SuiteSize } from './size';
import { sizeOf } from './size';

/** A task suite or task before it is sent: read from JSON or built from items. */
export interface Draft {
	json: SuiteJson;
	/** Its input items: one per task, or one for the whole draft. */
	items: number[];
	/** A suite built from items, a suite given as one item, or a task for smart mixing. */
	form: 'group' | 'suite' | 'task';
	size: SuiteSize;
	/** The columns of properties other than the input, by item. */
	columns?: ReadonlyMap<number, ColumnNames>;
	/** The suite as an earlier manual run created it, if it has other tasks, too. */
	whole?: SuiteJson;
}

export function draftOf(
	json: SuiteJson,
	items: number[],
	form: Draft['form'],
	columns?: Draft['columns'],
): Draft {
	const size = sizeOf(form === 'task' ? { tasks: [json] } : json);
	return { json, items, form, size, columns };
}

export function tasksOf({ json, form }: Pick<Draft, 'json' | 'form'>): SuiteJson[] {
	if (form === 'task') return [json];
	// Suites built from items contain only objects.
	if (form === 'group') return json.tasks as SuiteJson[];
	return recordsIn(json.tasks);
}

/** The rows of a draft, without the settings of the node around them. */
export function contentOf(draft: Draft): Pick<SuiteJson, 'pool_id'> & { tasks: SuiteJson[] } {
	const tasks = tasksOf(draft);
	return { pool_id: draft.json.pool_id, tasks: tasks.every(isRow) ? tasks : tasks.map(rowOf) };
}

function rowOf({ input_values, known_solutions }: SuiteJson): SuiteJson {
	return { input_values, known_solutions };
}

function isRow(task: SuiteJson): boolean {
	for (const key in task) if (key !== 'input_values' && key !== 'known_solutions') return false;
	return true;
}

/** Whether the draft has the overlap of the pool, because it has none of its own. */
export function takesDefaultOverlap({ json }: Draft): boolean {
	return json.overlap === undefined && json.infinite_overlap !== true;
}

/** Keys set by the service; its sample body shows them, but they are not sent (toloka-api §6.2). */
const SET_BY_SERVICE = ['id', 'remaining_overlap', 'automerged', 'created'];
const TASK_KEYS_SET_BY_SERVICE = ['id', 'origin_task_id', 'remaining_overlap', 'created'];

/** Reads a suite from an object or JSON text; returns the reason if that is impossible. */
export function suiteFrom(value: unknown): SuiteJson | string {
	if (value === undefined || value === null || value === '') return 'the task suite is missing';
	const parsed = typeof value === 'string' ? parsedJson(jsonText(value)) : value;
	if (parsed === undefined) return `the task suite is not valid JSON${notationText(String(value))}`;
	if (!isRecord(parsed)) return 'the task suite must be one JSON object';
	if (!isJson(parsed)) return 'the task suite cannot be written as JSON';
	const suite = without(withNamesAsRead(parsed), SET_BY_SERVICE);
	const given = typeof suite.tasks === 'string' ? parsedJson(jsonText(suite.tasks)) : suite.tasks;
	if (!Array.isArray(given) && !isRecord(given)) return suite;
	// Not `flat`, which drops the empty slots of a list, and so a task.
	const list: unknown[] = Array.isArray(given) ? Array.from(given) : [given];
	const tasks = list.map((task) =>
		isRecord(task) ? without(task, TASK_KEYS_SET_BY_SERVICE) : task,
	);
	return { ...suite, tasks };
}

/** Reports keys that are probably misspelled keys of a suite: the service ignores unknown keys. */
export function misnamedKeys(): (suite: SuiteJson) => Problem[] {
	const known = [...TYPES.keys(), 'tasks'];
	const likely = onceByName((key) =>
		known.includes(key) ? undefined : likelyKey(key.replace(/^(?:TASK|AL)\s*:/i, ''), known),
	);
	return (suite) =>
		Object.keys(suite).flatMap((key) => {
			const like = likely(key);
			if (like === undefined || ownOf(suite, like.name ?? '') !== undefined) return [];
			return [{ field: key, reason: `is not part of a task suite: ${like.advice}` }];
		});
}

/** Converts the values of a suite's tasks to their declared types, and returns their problems. */
export function withTaskValues(
	suite: SuiteJson,
	reader: TaskReader,
): { suite: SuiteJson; problems: Problem[]; columns: ColumnNames } {
	const problems: Problem[] = [];
	const columns = new Map<string, string>();
	if (!Array.isArray(suite.tasks)) return { suite, problems, columns };
	const tasks = suite.tasks.map((task: unknown, index) => {
		if (!isRecord(task)) return task;
		const row = reader.input(task);
		if (row === undefined) return task;
		const ofBeside: Problem[] = [];
		const beside = reader.beside(task, ofBeside);
		const ofInput = row.problems.map((found) => within('input_values', found));
		for (const found of [...ofInput, ...ofBeside]) problems.push(within(`tasks.${index}`, found));
		for (const [path, column] of withoutSaid(row.columns, task) ?? []) {
			columns.set(`tasks.${index}.${path}`, `tasks.${index}.input_values.${column}`);
		}
		const others = without(task, BESIDE_INPUT);
		return { ...row.task, ...others, ...beside, input_values: row.input };
	});
	return { suite: { ...suite, tasks }, problems, columns };
}

function within(path: string, found: Problem): Problem {
	return { ...found, field: found.field === '' ? path : `${path}.${found.field}` };
}

/** Returns the entries without these keys and without blank values: an empty cell is absent. */
function without(value: Record<string, unknown>, keys: readonly string[]): SuiteJson {
	const kept = Object.entries(value).filter(
		([key, entry]) => !keys.includes(key) && !isBlank(entry),
	);
	return Object.fromEntries(kept);
}

/**
 * A task for a pool with smart mixing. Control and training tasks are for every performer: the
 * website makes their overlap infinite by itself, the API does not (toloka-api §P2.2).
 *
 * @param isOwn whether the overlap was given for this task, not for all tasks.
 */
export function taskForMixing(task: SuiteJson, isOwn: boolean): SuiteJson {
	const isKnown = task.known_solutions !== undefined;
	if (!isKnown || (isOwn && task.overlap !== undefined)) return task;
	return { ...task, overlap: undefined, infinite_overlap: true };
}

export type OverlapMode = 'number' | 'infinite' | 'poolDefault';

/** The overlap as it is sent: `infinite_overlap` is required, whatever the overlap (toloka-api §S2). */
export function overlapFields(mode: OverlapMode, overlap: unknown): SuiteJson {
	if (mode === 'infinite') return { infinite_overlap: true };
	// A missing number must be refused, and not become the overlap of the pool.
	return mode === 'number'
		? { overlap: overlap ?? '', infinite_overlap: false }
		: { infinite_overlap: false };
}

/** Completes a suite or task with settings of the node; its own values take precedence. */
export function withSettings(own: SuiteJson, settings: SuiteJson): SuiteJson {
	const { overlap, infinite_overlap: infinite, ...others } = settings;
	const completed = { ...others, ...own, ...overlapOf(own, { overlap, infinite }) };
	const kept = Object.entries(inTheirTypes(completed)).filter(([, value]) => value !== undefined);
	return Object.fromEntries(kept);
}

function overlapOf(
	{ overlap, infinite_overlap: infinite }: SuiteJson,
	settings: { overlap: unknown; infinite: unknown },
): SuiteJson {
	const isInfinite = asFlag(infinite);
	if (overlap !== undefined) return { overlap, infinite_overlap: isInfinite ?? false };
	if (isInfinite === true) return { overlap: undefined, infinite_overlap: true };
	// Its own `false` leaves the overlap to the node or the pool, but excludes an infinite one.
	return { overlap: settings.overlap, infinite_overlap: isInfinite ?? settings.infinite };
}

const asFlag = conversion({ type: 'boolean', required: false });
const asNumber = conversion({ type: 'float', required: false });

/** Conversions by field: values from expressions, sheets and databases may be text. */
const TYPES = new Map<string, Convert>([
	// Sent as text; one documented example has a number (toloka-api §2.1).
	['pool_id', idIn],
	// An empty overlap was set in the node, and must not count as none.
	['overlap', conversion({ type: 'integer' })],
	['issuing_order_override', asNumber],
	['latitude', asNumber],
	['longitude', asNumber],
	['mixed', asFlag],
	['reserved_for', performerIds],
	['unavailable_for', performerIds],
]);

function inTheirTypes(json: SuiteJson): SuiteJson {
	const typed: SuiteJson = { ...json };
	for (const [field, convert] of TYPES) typed[field] = convert(json[field]);
	return typed;
}
