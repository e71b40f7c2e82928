import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import type { Fault } from './faults.mts';

type Test = (value: Json) => boolean;

const number: Test = (value) => typeof value === 'number';
const text: Test = (value) => typeof value === 'string';
const flag: Test = (value) => typeof value === 'boolean';
const texts: Test = (value) => isJsonObject(value) && Object.values(value).every(text);
const anything: Test = () => true;
const among =
	(...allowed: string[]): Test =>
	(value) =>
		typeof value === 'string' && allowed.includes(value);

/** Keys that each kind accepts besides `match` and `times`. */
const kinds: Readonly<Record<Fault['kind'], { required?: string[]; keys: Record<string, Test> }>> =
	{
		status: {
			required: ['status'],
			keys: { status: number, headers: texts, body: anything, applied: flag },
		},
		'reset-before': { keys: {} },
		'reset-after': { keys: {} },
		'lost-answer': { keys: { status: number } },
		truncate: { keys: { bytes: number, framing: among('broken', 'valid') } },
		garbage: { keys: { status: number, applied: flag } },
		html: { keys: { status: number, applied: flag } },
		empty: { keys: { status: number, applied: flag } },
		hang: { keys: { applied: flag } },
		delay: {
			required: ['ms'],
			keys: { ms: number, clock: among('real', 'emulator'), applied: flag },
		},
		'clock-jump': { required: ['ms'], keys: { ms: number } },
		'operation-fail': { keys: { applied: flag } },
		'pool-open-fail': { keys: {} },
	};

const matchKeys: Record<string, Test> = {
	method: text,
	route: text,
	path: text,
	query: texts,
	minCount: number,
	maxCount: number,
	nth: number,
	every: number,
};

/** Validates a fault from JSON; throws a RangeError that names the first thing wrong. */
export function checkFault(value: unknown): Fault {
	if (!isJsonObject(value)) {
		throw new RangeError('A fault must be an object with a kind');
	}
	const { kind, match, times, ...rest } = value;
	if (!isKind(kind)) {
		throw new RangeError(`A fault's kind must be one of ${Object.keys(kinds).join(', ')}`);
	}
	const { required = [], keys } = kinds[kind];
	const missing = required.find((name) => rest[name] === undefined);
	if (missing !== undefined) {
		throw new RangeError(`A fault of kind ${kind} needs "${missing}"`);
	}
	checkKeys(rest, keys, `A fault of kind ${kind}`);
	if (match !== undefined) {
		checkKeys(isJsonObject(match) ? match : { match }, matchKeys, "A fault's match");
	}
	if (times !== undefined && times !== 'always' && typeof times !== 'number') {
		throw new RangeError('A fault\'s times must be a number or "always"');
	}
	return value as unknown as Fault;
}

function isKind(kind: Json | undefined): kind is Fault['kind'] {
	return typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

function checkKeys(value: JsonObject, keys: Record<string, Test>, what: string): void {
	for (const [name, part] of Object.entries(value)) {
		const test = Object.hasOwn(keys, name) ? keys[name] : undefined;
		if (test === undefined || !test(part)) {
			throw new RangeError(`${what} does not accept this value for "${name}"`);
		}
	}
}
