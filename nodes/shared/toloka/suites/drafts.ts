import type { SuiteSize } from './size';
import { sizeOf } from './size';
import type { SuiteJson } from './taskSuites';
import { isJson, parsedJson, isRecord } from '../values/foreign';

/** Task suites before they are sent: read from JSON or made of tasks, and completed by settings. */
export interface Draft {
	suite: SuiteJson;
	/** The input items it stands for: one per task, or the one that holds the whole suite. */
	items: number[];
	/** Whether each item is one of its tasks. */
	isGroup: boolean;
	size: SuiteSize;
}

export function draftOf(suite: SuiteJson, items: number[], isGroup: boolean): Draft {
	return { suite, items, isGroup, size: sizeOf(suite) };
}

/** Keys that the service sets itself; its sample body shows them, but they are not sent (§6.2). */
const SET_BY_SERVICE = ['id', 'remaining_overlap', 'automerged', 'created'];
const TASK_KEYS_SET_BY_SERVICE = ['id', 'origin_task_id', 'remaining_overlap', 'created'];

/** A suite given as an object or as JSON text, or what is wrong with it. */
export function suiteFrom(value: unknown): SuiteJson | string {
	if (value === undefined || value === null || value === '') return 'the task suite is missing';
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	if (parsed === undefined) return 'the task suite is not valid JSON';
	if (!isRecord(parsed)) return 'the task suite must be one JSON object';
	if (parsed === value && !isJson(parsed)) return 'the task suite cannot be written as JSON';
	const suite = without(parsed, SET_BY_SERVICE);
	if (!Array.isArray(suite.tasks)) return suite;
	const tasks = suite.tasks.map((task: unknown) =>
		isRecord(task) ? without(task, TASK_KEYS_SET_BY_SERVICE) : task,
	);
	return { ...suite, tasks };
}

/** The entries that are set, except those of these keys. */
function without(value: Record<string, unknown>, keys: readonly string[]): SuiteJson {
	const kept = Object.entries(value).filter(
		([key, entry]) => !keys.includes(key) && entry !== null && entry !== undefined,
	);
	return Object.fromEntries(kept);
}

export type OverlapMode = 'number' | 'infinite' | 'poolDefault';

/** The overlap as both official clients send it: both fields or neither (toloka-api §6.2, §12, 20). */
export function overlapFields(mode: OverlapMode, overlap: unknown): SuiteJson {
	if (mode === 'infinite') return { infinite_overlap: true };
	// A missing number must not pass for an overlap that nobody asked for.
	return mode === 'number' ? { overlap: overlap ?? '', infinite_overlap: false } : {};
}

/** A suite completed by settings for all suites; what it says itself wins. */
export function withSettings(suite: SuiteJson, settings: SuiteJson): SuiteJson {
	const namesOverlap = suite.overlap !== undefined || suite.infinite_overlap === true;
	const { overlap, infinite_overlap: infinite, ...others } = settings;
	const inherited = namesOverlap ? {} : { overlap, infinite_overlap: infinite };
	const completed: SuiteJson = { ...others, ...inherited, ...suite };
	if (suite.overlap !== undefined) completed.infinite_overlap ??= false;
	return without({ ...completed, pool_id: asId(completed.pool_id) }, []);
}

/** Ids are sent as text; one documented example has a number (toloka-api §2.1). */
function asId(value: unknown): unknown {
	return typeof value === 'number' || typeof value === 'string' ? String(value).trim() : value;
}

/** Ids of performers from a list, or from text with commas or spaces between them. */
export function userIds(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const ids = value.split(/[\s,]+/).filter((id) => id !== '');
	return ids.length === 0 ? undefined : ids;
}

/** Known solutions given as a list, as a single one, or as JSON text of either; nothing for none. */
export function knownSolutionsFrom(value: unknown): unknown {
	if (typeof value !== 'string') return isRecord(value) ? [value] : (value ?? undefined);
	if (value.trim() === '') return undefined;
	const parsed = parsedJson(value);
	return parsed === undefined ? value : knownSolutionsFrom(parsed);
}
