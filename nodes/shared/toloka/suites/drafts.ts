import type { Problem } from '../fields/check';
import type { Convert } from '../fields/conversion';
import { conversion } from '../fields/conversion';
import type { TaskReader } from '../fields/taskForm';
import { BESIDE_INPUT } from '../fields/taskForm';
import { likelyKey } from '../fields/likely';
import { onceByName } from '../fields/onceByName';
import { performerIds } from '../fields/performers';
import { isBlank, withNamesAsRead } from '../fields/row';
import { isJson, isRecord, parsedJson, recordsIn } from '../values/foreign';
import { ownOf } from '../values/content';
import { idIn } from '../values/numbers';
import { jsonText } from '../values/tolokaCells';
import type { SuiteJson } from './kinds';
import type { SuiteSize } from './size';
import { sizeOf } from './size';

/** Task suites and tasks before they are sent: read from JSON or made of items. */
export interface Draft {
	json: SuiteJson;
	/** The input items it stands for: one per task, or the one that is all of it. */
	items: number[];
	/** A suite made of items, a suite that is an item, or a task for a pool that mixes. */
	form: 'group' | 'suite' | 'task';
	size: SuiteSize;
}

export function draftOf(json: SuiteJson, items: number[], form: Draft['form']): Draft {
	return { json, items, form, size: sizeOf(form === 'task' ? { tasks: [json] } : json) };
}

export function tasksOf({ json, form }: Pick<Draft, 'json' | 'form'>): SuiteJson[] {
	if (form === 'task') return [json];
	// Those that were put together here hold nothing else.
	if (form === 'group') return json.tasks as SuiteJson[];
	return recordsIn(json.tasks);
}

/** What a draft is made of, without what is set in the node around it. */
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

/** Whether its overlap is that of the pool, because it names none itself. */
export function takesDefaultOverlap({ json }: Draft): boolean {
	return json.overlap === undefined && json.infinite_overlap !== true;
}

/** The service sets them itself; its sample body shows them, but they are not sent (toloka-api §6.2). */
const SET_BY_SERVICE = ['id', 'remaining_overlap', 'automerged', 'created'];
const TASK_KEYS_SET_BY_SERVICE = ['id', 'origin_task_id', 'remaining_overlap', 'created'];

/** A suite given as an object or as JSON text, or what is wrong with it. */
export function suiteFrom(value: unknown): SuiteJson | string {
	if (value === undefined || value === null || value === '') return 'the task suite is missing';
	const parsed = typeof value === 'string' ? parsedJson(jsonText(value)) : value;
	if (parsed === undefined) return 'the task suite is not valid JSON';
	if (!isRecord(parsed)) return 'the task suite must be one JSON object';
	if (!isJson(parsed)) return 'the task suite cannot be written as JSON';
	const suite = without(withNamesAsRead(parsed), SET_BY_SERVICE);
	const given = typeof suite.tasks === 'string' ? parsedJson(jsonText(suite.tasks)) : suite.tasks;
	if (!Array.isArray(given) && !isRecord(given)) return suite;
	const tasks = [given]
		.flat()
		.map((task: unknown) => (isRecord(task) ? without(task, TASK_KEYS_SET_BY_SERVICE) : task));
	return { ...suite, tasks };
}

/** Tells of keys by which one of a suite was probably meant: the service does not look at them. */
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

/** The suite with the values of its tasks by their declared types, and what is wrong with those. */
export function withTaskValues(
	suite: SuiteJson,
	reader: TaskReader,
): { suite: SuiteJson; problems: Problem[] } {
	const problems: Problem[] = [];
	if (!Array.isArray(suite.tasks)) return { suite, problems };
	const tasks = suite.tasks.map((task: unknown, index) => {
		const row = isRecord(task) ? reader.input(task) : undefined;
		if (!isRecord(task) || row === undefined) return task;
		const ofBeside: Problem[] = [];
		const beside = reader.beside(task, ofBeside);
		const ofInput = row.problems.map((found) => within('input_values', found));
		for (const found of [...ofInput, ...ofBeside]) problems.push(within(`tasks.${index}`, found));
		const others = without(task, BESIDE_INPUT);
		return { ...row.task, ...others, ...beside, input_values: row.input };
	});
	return { suite: { ...suite, tasks }, problems };
}

function within(path: string, found: Problem): Problem {
	return { ...found, field: found.field === '' ? path : `${path}.${found.field}` };
}

/** The entries that say something, except those of these keys: an empty cell is absent. */
function without(value: Record<string, unknown>, keys: readonly string[]): SuiteJson {
	const kept = Object.entries(value).filter(
		([key, entry]) => !keys.includes(key) && !isBlank(entry),
	);
	return Object.fromEntries(kept);
}

/**
 * A task for a pool that mixes. Control and training tasks are for every performer: the website
 * makes their overlap infinite by itself, the API does not (toloka-api §P2.2).
 *
 * @param isOwn the overlap was given for this task, and not for all of them.
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
	// A missing number must not pass for an overlap that nobody asked for.
	return mode === 'number'
		? { overlap: overlap ?? '', infinite_overlap: false }
		: { infinite_overlap: false };
}

/** A suite or task completed by settings of the node; what it says itself wins. */
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
	// Its own `false` leaves the overlap to the node or the pool, but not an infinite one.
	return { overlap: settings.overlap, infinite_overlap: isInfinite ?? settings.infinite };
}

const asFlag = conversion({ type: 'boolean', required: false });
const asNumber = conversion({ type: 'float', required: false });

/** Expressions, sheets and databases give values as rows do. */
const TYPES = new Map<string, Convert>([
	// Sent as text; one documented example has a number (toloka-api §2.1).
	['pool_id', idIn],
	// One that is empty was asked for in the node, and may not pass for none.
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
