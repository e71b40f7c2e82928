import { isBinary } from './liveObjects';
import { isRecord, parsedJson } from '../../values/foreign';
import { jsonText } from '../../values/tolokaCells';

/** An object or a list within an item. */
export interface Part {
	/** The names of the properties that lead to the part. */
	names: readonly string[];
	/** The same in the form of n8n's Split Out: `message.content`. */
	path: string;
	value: unknown;
	/** Whether the part is JSON text, as models and databases deliver it. */
	isText: boolean;
}

const MAX_PARTS = 200;

/** The objects and lists within an item, outermost first; lists and JSON text are not searched. */
export function partsOf(item: object): Part[] {
	const parts = partsIn(item, []);
	for (const { names, value, isText } of parts) {
		if (parts.length >= MAX_PARTS) break;
		if (isText || !isRecord(value)) continue;
		for (const part of partsIn(value, names)) parts.push(part);
	}
	return parts;
}

function partsIn(object: object, outer: readonly string[]): Part[] {
	if (isBinary(object)) return [];
	return Object.entries(object).flatMap(([name, within]): Part[] => {
		const isText = typeof within === 'string';
		const value: unknown = isText ? jsonIn(within) : within;
		const isPart = isRecord(value) || Array.isArray(value);
		const names = [...outer, name];
		return isPart ? [{ names, path: names.join('.'), value, isText }] : [];
	});
}

/** n8n's Edit Fields also reads an object in Markdown fences, but no list. */
function jsonIn(cell: string): unknown {
	const text = jsonText(cell);
	const isReadable = text.startsWith('{') || (text.startsWith('[') && text === cell.trim());
	return isReadable ? parsedJson(text) : undefined;
}
