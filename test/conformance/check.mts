import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import type { OnReply } from '../../emulator/emulation.mts';
import { shapesOf, type Shape } from './shapes.mts';

const FOLDER = join(import.meta.dirname, 'schemas');
const SHOWN = 10;

/** Restated from the official OpenAPI files and the official client's fixtures. */
const ajv = new Ajv({ allErrors: true });
for (const file of readdirSync(FOLDER)) {
	ajv.addSchema(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object);
}

const compiled = new Map<string, ValidateFunction>();

/**
 * Lists how an answer differs from the shapes that the official documents define for its route;
 * empty if it conforms.
 */
export function violations(route: string, status: number, body: unknown): string[] {
	const wanted = status >= 400 ? refusals(body) : shapesOf(route);
	if (wanted === undefined) {
		return [`No shape is known for ${route}`];
	}
	const found = wanted.map((shape) => problemsOf(shape, body));
	return found.some((problems) => problems.length === 0) ? [] : closest(found);
}

interface Judge {
	/** Pass it to `createEmulator` as the option of the same name. */
	onReply: OnReply;
	/** Throws if any answer did not conform, and lists the first few. */
	verdict(): void;
}

/** Checks every answer of an emulator; call `verdict` at the end of a test. */
export function createJudge(): Judge {
	const found = new Set<string>();
	return {
		onReply: (route, status, body) => {
			if (found.size >= SHOWN) {
				return;
			}
			for (const problem of violations(route, status, contentOf(route, body))) {
				found.add(`${route} ${status}: ${problem}`);
			}
		},
		verdict: () => {
			const shown = [...found].slice(0, SHOWN);
			found.clear();
			if (shown.length > 0) {
				throw new Error(`Answers that do not conform:\n${shown.join('\n')}`);
			}
		},
	};
}

/** Shapes of refusals: the error object, no body, or a map of field errors (toloka-api §P9). */
function refusals(body: unknown): Shape[] {
	return body === undefined ? ['nothing'] : ['error', 'common#/definitions/fieldErrors'];
}

function contentOf(route: string, body: Parameters<OnReply>[2]): unknown {
	const isJson = Buffer.isBuffer(body) && !shapesOf(route)?.includes('bytes');
	return isJson ? (JSON.parse(body.toString('utf8')) as unknown) : body;
}

function problemsOf(shape: Shape, body: unknown): string[] {
	if (shape === 'nothing') {
		return body === undefined ? [] : ['there is a body where none belongs'];
	}
	if (shape === 'bytes') {
		return Buffer.isBuffer(body) ? [] : ['the body is not a file'];
	}
	const validate = validatorOf(shape);
	return validate(body) === true
		? []
		: (validate.errors ?? []).map(
				({ dataPath, message, params }) => `${dataPath} ${message} ${JSON.stringify(params)}`,
			);
}

function validatorOf(shape: Exclude<Shape, 'nothing' | 'bytes'>): ValidateFunction {
	const key = JSON.stringify(shape);
	const known = compiled.get(key);
	if (known !== undefined) {
		return known;
	}
	const added = ajv.compile(schemaOf(shape));
	compiled.set(key, added);
	return added;
}

function schemaOf(shape: Exclude<Shape, 'nothing' | 'bytes'>): object {
	if (typeof shape === 'string') {
		return { $ref: reference(shape) };
	}
	if ('array' in shape) {
		return { type: 'array', items: { $ref: reference(shape.array) } };
	}
	if ('page' in shape) {
		return closed({
			[shape.of]: { type: 'array', items: { $ref: reference(shape.page) } },
			has_more: { type: 'boolean' },
		});
	}
	const byIndex = (schema: string): object => ({
		type: 'object',
		propertyNames: { pattern: '^\\d+$' },
		additionalProperties: { $ref: schema },
	});
	return {
		...closed({
			items: byIndex(reference(shape.byIndex)),
			validation_errors: byIndex(reference('common#/definitions/fieldErrors')),
		}),
		required: ['items'],
	};
}

function closed(properties: Record<string, object>): object {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false,
	};
}

/**
 * Resolves a name: `item` is `item.json`, `common#/definitions/date` is a part of `common.json`.
 */
function reference(name: string): string {
	const [file = '', part = ''] = name.split('#');
	return `${file}.json${part === '' ? '' : `#${part}`}`;
}

/** Picks the shape with the fewest problems: its problems say the most. */
function closest(found: string[][]): string[] {
	return [...found].sort((left, right) => left.length - right.length)[0] ?? [];
}
