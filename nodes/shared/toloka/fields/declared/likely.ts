import { CHARACTERS_LOST, REPLACEMENT, UTF_16 } from '../flaws/flaws';
import { misreading } from '../flaws/misread';
import { INPUT, NO_INPUT, asSeen, asSpoken, isOfOtherLetters, prefixed } from './names';
import { onceByName } from '../../values/onceByName';
import type { FieldSpecs } from './specs';
import { clean } from '../../values/foreign';
import { asRead, unseenIn } from '../../values/unseen';

/** Guesses the meaning of names that match no field. */

/** Why a name may not be what it seems. */
export function flawOfName(name: string, specs: FieldSpecs): string | undefined {
	const fields = [...specs.keys()];
	const encoding = flawOfEncoding(name);
	if (encoding !== undefined) return `its name ${encoding}`;
	const delimiter = delimiterIn(name, fields);
	if (delimiter !== undefined) return delimiter;
	const unseen = unseenIn(name);
	if (unseen !== undefined) return `its name has ${unseen}`;
	// Case and spaces count in names of fields.
	const field = nameLike(name, fields);
	return field === undefined ? partOfField(name, fields)?.advice : calledInstead(name, field);
}

/** How a name shows that its file was read in a wrong encoding. */
function flawOfEncoding(name: string): string | undefined {
	if (name.includes('\0')) return `has U+0000 (NUL): ${UTF_16}`;
	if (name.includes(REPLACEMENT)) return CHARACTERS_LOST;
	return misreading(name);
}

/** The prefix of an input field in the name of a column that n8n made from a task. */
const TASK_PATH = /^input_(?:values|data)\./;
/** A value of the task's known solution in such a name. */
const KNOWN_PATH = /^known_solutions(?:\.\d+|\[\d+\])\.output_values\.(.+)$/;

/** Lists and objects are split in tables: `tags.0`, `meta.width` by n8n, `tags[0]` by others. */
function partOfField(name: string, fields: readonly string[]): Likely | undefined {
	const path = asRead(name).replace(TASK_PATH, '');
	const field = fields.find((one) => path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
	if (field === undefined) return undefined;
	const advice = `it is part of “${clean(field, 80)}”, which was split when the file was written. Write that field as JSON text`;
	return { name: field, advice };
}

function calledInstead(name: string, field: string): string {
	return `the field is called “${clean(field, 80)}”${otherLetters(name, field)}`;
}

function otherLetters(name: string, field: string): string {
	return isOfOtherLetters(name, field)
		? ' (the names have letters of different alphabets that look alike)'
		: '';
}

/** The name that people would say like this one; undefined unless there is exactly one. */
function nameLike(name: string, names: readonly string[]): string | undefined {
	const spoken = asSpoken(name);
	const like = names.filter((one) => spokenField(one) === spoken);
	return like.length === 1 ? like[0] : undefined;
}

/** Why a column means none of some fields, although it was probably meant for one. */
export function adviceOn(column: string, fields: readonly string[]): string | undefined {
	const encoding = flawOfEncoding(column);
	if (encoding !== undefined) return `the name of column “${clean(column, 80)}” ${encoding}`;
	const delimiter = delimiterIn(column, fields);
	if (delimiter !== undefined) return delimiter;
	if (column === INPUT) return `“${INPUT}” ${NO_INPUT}`;
	const meant = nameLike(column, fields) ?? taskFormKey(column);
	if (meant === undefined) return partOfField(column, fields)?.advice;
	const names = `“${clean(column, 80)}” to “${clean(meant, 80)}”`;
	return `rename the column ${names}${otherLetters(column, meant)}`;
}

function taskFormKey(column: string): string | undefined {
	return isTypo(asSeen(column), 'inputvalues') ? INPUT : undefined;
}

const DELIMITERS = new Map([
	['\t', 'a tab: set Delimiter to {{ "\\t" }}'],
	[';', '“;”: set Delimiter to “;”'],
	[',', '“,”: set Delimiter to “,”'],
	['|', '“|”: set Delimiter to “|”'],
]);

/** Cached, as the names of a project's fields are the same for every row. */
export const spokenField = onceByName(asSpoken);

/** What separates the columns of a file that was read as a single column. */
export function delimiterIn(name: string, fields: readonly string[]): string | undefined {
	const spoken = new Set(fields.map(spokenField));
	for (const [delimiter, advice] of DELIMITERS) {
		if (!name.includes(delimiter)) continue;
		const isRow = name.split(delimiter).some((part) => spoken.has(asSpoken(part)));
		if (isRow) return `the columns of its file are separated by ${advice} where the file is read`;
	}
	return undefined;
}

/** A prefix that was meant to be GOLDEN, alone or before the name of a field. */
const LIKE_GOLDEN = /^gold(?:en)?(?:[\s:._-]+(.*))?$/is;

/** The field of a known solution in a name with another form than `GOLDEN:field`. */
function knownField(name: string, outputSpec: FieldSpecs): string | undefined {
	const [, ofPath] = KNOWN_PATH.exec(name) ?? [];
	const [golden, rest = ''] = LIKE_GOLDEN.exec(name) ?? [];
	const fields = [...outputSpec.keys()];
	// Without a field's name, the first one shows the form.
	const said = golden !== undefined && rest === '' ? fields[0] : (ofPath ?? rest);
	return outputSpec.has(said) ? said : nameLike(said, fields);
}

/** What a name was probably meant to be, and what to do. */
export interface Likely {
	/** The correct name; a row that already has it needs no advice. */
	name?: string;
	advice: string;
}

/** What a column was probably meant for: a field or, given an `outputSpec`, a property of the task. */
export function likelyColumn(
	column: string,
	inputSpec: FieldSpecs,
	outputSpec: FieldSpecs | undefined,
): Likely | undefined {
	const encoding = flawOfEncoding(column);
	if (encoding !== undefined) return { advice: `its name ${encoding}` };
	const field = nameLike(column, [...inputSpec.keys()]);
	if (field !== undefined) return renamed(column, field);
	const part = partOfField(column, [...inputSpec.keys()]);
	if (part !== undefined || outputSpec === undefined) return part;
	const known = knownField(asRead(column), outputSpec);
	if (known !== undefined) return renamed(column, `GOLDEN:${known}`);
	const seen = asSeen(column);
	const names = [...[...outputSpec.keys()].map((name) => `GOLDEN:${name}`), ...OF_TASK];
	const meant =
		names.find((name) => isTypo(seen, asSeen(name))) ?? COLUMN_OF_KEY.get(singular(seen));
	if (meant !== undefined) return renamed(column, meant);
	if (prefixed(column)?.prefix === 'HINT') return renamed(column, 'HINT:text');
	const key = KEYS_WITHOUT_COLUMN.find((name) => singular(asSeen(name)) === singular(seen));
	return key === undefined ? undefined : { advice: besideInput(key, outputSpec) };
}

function renamed(column: string, name: string): Likely {
	return { name, advice: `${calledInstead(column, name)}. Rename the column to send its values` };
}

const OF_TASK = ['HINT:text', 'TASK:overlap', 'Al:latitude', 'Al:longitude'];
/** Keys of a task in Toloka's form whose columns have other names, and those that have no column. */
const COLUMN_OF_KEY = new Map([
	['overlap', 'TASK:overlap'],
	['messageonunknownsolution', 'HINT:text'],
]);
const KEYS_WITHOUT_COLUMN = [
	...['known_solutions', 'baseline_solutions'],
	...['infinite_overlap', 'reserved_for', 'unavailable_for'],
];

function besideInput(key: string, outputSpec: FieldSpecs): string {
	const [output = '…'] = outputSpec.keys();
	const instead =
		key === 'known_solutions' ? `. Use columns such as “GOLDEN:${clean(output, 80)}” instead` : '';
	return `it is used only beside “input_values”${instead}`;
}

function singular(seen: string): string {
	return seen.replace(/s$/, '');
}

/** What a key beside `input_values` was probably meant to be. */
export function likelyKey(key: string, keys: readonly string[]): Likely | undefined {
	if (prefixed(key)?.of === 'task') {
		return { advice: 'it is used only within “input_values”, or beside input columns' };
	}
	const name = keys.find((one) => isTypo(asSeen(key), asSeen(one)));
	if (name === undefined) return undefined;
	return {
		name,
		advice: `it is called “${name}”${otherLetters(key, name)}. Rename it to send its values`,
	};
}

/** Whether names differ by at most one letter, or by two swapped ones. */
function isTypo(one: string, other: string): boolean {
	let start = 0;
	while (start < one.length && one[start] === other[start]) start++;
	const [rest, otherRest] = [one.slice(start), other.slice(start)];
	const swapped = `${rest.charAt(1)}${rest.charAt(0)}${rest.slice(2)}`;
	return (
		[rest.slice(1), swapped].includes(otherRest) ||
		[rest, rest.slice(1)].includes(otherRest.slice(1))
	);
}
