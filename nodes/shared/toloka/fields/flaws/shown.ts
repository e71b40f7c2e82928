import { isBinary, writtenOut } from './liveObjects';
import { clean } from '../../values/foreign';
import { quoted, unseenIn } from '../../values/unseen';

const MAX_SHOWN = 60;

const DATE = /^[+-]?\d{4,6}-\d{2}/;

function kindOf(value: object): string {
	if (isBinary(value)) return 'binary data';
	const written = writtenOut(value) ?? null;
	if (written === null) return 'an invalid date';
	return typeof written === 'string' && DATE.test(written) ? 'a date' : 'an object';
}

/** A value as messages show it, with the name of an invisible character in it. */
export function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return kindOf(value);
	if (typeof value !== 'string') return clean(String(value), MAX_SHOWN);
	const text = quoted(value, MAX_SHOWN);
	const isPlain = unseenIn(value) !== undefined || value === value.trim();
	return isPlain ? text : `${text} with spaces around it`;
}
