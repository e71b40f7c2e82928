import { KEY, namesIn, valueAt } from './namedColumns';
import { accessTo } from '../../toloka/fields/cells/within';
import { clean } from '../../toloka/values/foreign';
import { textsWithin } from '../../toloka/values/within';

/** Finds the words in texts from expressions that stand for values which an item does not have. */

const STEP = String.raw`(?:\?\.(?=\[)|\?(?=\.))?(?:${KEY})`;
const ITEM = '$json';
/** An item of another node, as the editor names it: `$('Rows').item.json`. */
const OTHER_ITEM = String.raw`\$\((?:"[^"]*"|'[^']*')\)\.(?:item|first\(\)|last\(\))\.json`;
const ROOT = String.raw`\$json|\$input\.item\.json|${OTHER_ITEM}`;
/** A path to a value of an item: `$json.body?.file`. */
const PATH = new RegExp(String.raw`(\btypeof[\s(]+)?((${ROOT})((?:${STEP})+))`, 'gsu');

interface Gap {
	value: undefined | null;
	word: string;
	/** What has another word in a text, and the same effect otherwise. */
	other: string;
	otherWord: string;
	because: string;
}

const GAPS: readonly Gap[] = [
	{
		value: undefined,
		word: 'undefined',
		other: '(null)',
		otherWord: 'null',
		because: 'the item has no column',
	},
	{
		value: null,
		word: 'null',
		other: '(void 0)',
		otherWord: 'undefined',
		because: 'the item has nothing in the column',
	},
];

/** Whether a value has such a word in any of its texts; the word may also belong to the text. */
export function hasGapWord(value: unknown): boolean {
	return GAPS.some(({ word }) => hasWord(value, word));
}

/**
 * Explains a text with such a word: `{{ "id " + $json.id }}` for an item without that column. The
 * word belongs to the text itself unless another one takes its place when the gap has another value.
 *
 * @param value what the expression returned: a text, or a list or an object with texts.
 */
export function gapFlaw(
	value: unknown,
	text: string,
	json: object,
	evaluate: Evaluate,
): string | undefined {
	for (const gap of GAPS) {
		const { word, otherWord, because } = gap;
		if (!hasWord(value, word) || text.includes(word)) continue;
		const { names, rest } = refilled(text, json, gap, evaluate);
		if (names.length === 0) continue;
		const other = resultOf(evaluate, rest);
		if (hasWord(other, word) || !hasWord(other, otherWord)) continue;
		return `has “${word}” in it, because ${because} “${clean(names[0], 80)}”`;
	}
	return undefined;
}

/** Fills the gaps of one kind with the other value, except where only their type is read. */
function refilled(text: string, json: object, { value, other }: Gap, evaluate: Evaluate) {
	const names: string[] = [];
	const rest = text.replace(PATH, (all: string, type, _path, ...more) => {
		if (type !== undefined || isCalled(text, Number(more.at(-2)) + all.length)) return all;
		const [root, steps] = more as [string, string];
		const keys = namesIn(steps);
		if (valueRead(root, keys, json, evaluate) !== value) return all;
		names.push(keys.join('.'));
		return other;
	});
	return { names, rest };
}

/** The values of items that an expression reads; of those whose methods it calls, too. */
export function valuesRead(text: string, json: object, evaluate: Evaluate): unknown[] {
	return pathsIn(text).map(([root, keys]) => valueRead(root, keys, json, evaluate));
}

/** The paths to values within the node's own items that an expression reads. */
export function ownPathsIn(text: string): string[][] {
	const own = pathsIn(text).filter(([root, keys]) => root === ITEM && keys.length > 0);
	return own.map(([, keys]) => keys);
}

function pathsIn(text: string): Array<[root: string, keys: string[]]> {
	return [...text.matchAll(PATH)].map(({ 0: all, 3: root, 4: steps, index }) => {
		const names = namesIn(steps);
		return [root, isCalled(text, index + all.length) ? names.slice(0, -1) : names];
	});
}

/** Whether what ends at a place in an expression is a method that is called. */
function isCalled(text: string, end: number): boolean {
	return /^\s*(?:\?\.)?\(/.test(text.slice(end));
}

function valueRead(root: string, keys: readonly string[], json: object, evaluate: Evaluate) {
	if (root === ITEM) return valueAt(json, keys);
	return resultOf(evaluate, `{{ ${root}${keys.map(accessTo).join('')} }}`);
}

/** Evaluates an expression, without its equals sign, for the item. */
export type Evaluate = (text: string) => unknown;

function resultOf(evaluate: Evaluate, text: string): unknown {
	try {
		return evaluate(text);
	} catch {
		return undefined;
	}
}

function hasWord(value: unknown, word: string): boolean {
	if (typeof value === 'string') return value.includes(word);
	return textsWithin(value).some((text) => text.includes(word));
}
