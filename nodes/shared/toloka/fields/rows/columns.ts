import type { Accepts } from '../cells/acceptance';
import { acceptance } from '../cells/acceptance';
import type { Convert } from '../cells/conversion';
import { conversion } from '../cells/conversion';
import type { Likely } from '../declared/likely';
import { likelyColumn } from '../declared/likely';
import { prefixed } from '../declared/names';
import { onceByName } from '../../values/onceByName';
import { ROW_NUMBER } from './row';
import type { FieldSpec, FieldSpecs } from '../declared/specs';
import { lostIn } from '../flaws/lostDates';
import { asRead } from '../../values/unseen';

interface FieldColumn {
	kind: 'input' | 'known';
	field: string;
	convert: Convert;
	/** Only for a column whose name is exactly that of its field. */
	accepts: Accepts;
	isRequired: boolean;
}

/** What a column of a row means, by its name (toloka-api §13). */
export type Column =
	| FieldColumn
	| { kind: 'task'; field: TaskField; convert: Convert }
	/** Irrelevant to a task that is to be created. */
	| { kind: 'ignored' }
	/** Belongs to a result; ignored in a row of one of Toloka's files. */
	| { kind: 'result' }
	/** Not a field, though perhaps meant for one. */
	| { kind: 'extra'; like?: Likely };

type TaskField = 'message_on_unknown_solution' | 'overlap' | 'latitude' | 'longitude';

const EXTRA: Column = { kind: 'extra' };
const IGNORED: Column = { kind: 'ignored' };
const RESULT: Column = { kind: 'result' };

/** Column names of Toloka's files that are neither a field nor ignored. */
const TASK_COLUMNS = new Map<string, Column>([
	['HINT:text', taskColumn('message_on_unknown_solution', 'string')],
	['TASK:overlap', taskColumn('overlap', 'integer')],
	['AL:latitude', taskColumn('latitude', 'float')],
	['AL:longitude', taskColumn('longitude', 'float')],
]);

const SET_BY_SERVICE = [
	...['TASK:id', 'TASK:suite_id', 'TASK:remaining_overlap', 'HINT:default_language'],
];

/** Columns of a results file, without their prefix. */
const RESULT_NAMES = new Set([
	...['link', 'assignment_id', 'task_id', 'task_suite_id', 'worker_id', 'status', 'reward'],
	...['started', 'submitted', 'accepted', 'rejected', 'skipped', 'expired'],
]);

/** Columns of results from Mechanical Turk. */
const MTURK_INPUT = /^Input\.(.+)$/s;
const MTURK_ANSWER = 'Answer.';

function taskColumn(field: TaskField, type: string): Column {
	return { kind: 'task', field, convert: conversion({ type, required: false }) };
}

/**
 * Returns a function that tells what a column means by its name. A declared name means its field;
 * so does one with surrounding spaces or invisible characters, or with the prefix `INPUT:` or, from
 * MTurk, `Input.`.
 *
 * @param outputSpec undefined if known solutions do not apply.
 */
export function columnsOf(
	inputSpec: FieldSpecs,
	outputSpec: FieldSpecs | undefined,
): (name: string) => Column {
	const inputs = fieldColumns('input', inputSpec);
	const known = fieldColumns('known', outputSpec ?? new Map());
	const meaningOf = (name: string): Column => {
		const plain = asRead(name);
		const divided = prefixed(plain);
		if (divided === undefined || divided.rest === '') {
			const [, ofMturk] = MTURK_INPUT.exec(plain) ?? [];
			return inputs.find(plain) ?? inputs.find(ofMturk ?? '') ?? unprefixed(plain);
		}
		const { prefix, of } = divided;
		const field = asRead(divided.rest);
		if (of === 'input') return inputs.find(field) ?? undeclared('input', field, inputSpec);
		if (of === 'result') return IGNORED;
		if (prefix !== 'GOLDEN') return ofTask(`${prefix}:${field.toLowerCase()}`);
		if (outputSpec === undefined) return IGNORED;
		return known.find(field) ?? undeclared('known', field, outputSpec);
	};
	return onceByName((name): Column => {
		const meaning = meaningOf(name);
		return meaning === EXTRA
			? { kind: 'extra', like: likelyColumn(name, inputSpec, outputSpec) }
			: meaning;
	}, new Map(inputs.byName));
}

function unprefixed(name: string): Column {
	if (name === ROW_NUMBER || name.startsWith(MTURK_ANSWER)) return IGNORED;
	return RESULT_NAMES.has(name) ? RESULT : EXTRA;
}

function ofTask(name: string): Column {
	return TASK_COLUMNS.get(name) ?? (SET_BY_SERVICE.includes(name) ? IGNORED : EXTRA);
}

/**
 * The column of an undeclared field: accepted if the project declares no fields, or in a known
 * solution, where the check refuses it; otherwise extra.
 */
function undeclared(kind: 'input' | 'known', field: string, specs: FieldSpecs): Column {
	const takesIt = specs.size === 0 || kind === 'known';
	const convert = (value: unknown) => value ?? undefined;
	return takesIt ? { kind, field, convert, accepts: () => false, isRequired: false } : EXTRA;
}

/** The columns of declared fields, and how to find one by its name as people read it. */
function fieldColumns(kind: 'input' | 'known', specs: FieldSpecs) {
	const byName = new Map<string, Column>();
	const byNameAsRead = new Map<string, Column | undefined>();
	for (const [field, spec] of specs) {
		const isRequired = spec.required !== false;
		const convert = conversion(spec);
		const column: Column = { kind, field, convert, accepts: accepting(field, spec), isRequired };
		byName.set(field, column);
		const name = asRead(field);
		// If two fields differ only by what nobody sees, neither is guessed.
		byNameAsRead.set(name, byNameAsRead.has(name) ? undefined : column);
	}
	return { byName, find: (name: string) => byName.get(name) ?? byNameAsRead.get(name) };
}

function accepting(field: string, spec: FieldSpec): Accepts {
	const accepts = acceptance(spec);
	const lost = lostIn(field, spec.type);
	return lost ? (value) => accepts(value) && lost(value) === undefined : accepts;
}
