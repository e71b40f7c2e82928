import { writtenOut } from './flaws';
import { clean } from '../values/foreign';
import { quoted, unseenIn } from '../values/unseen';

const MAX_SHOWN = 60;

function kindOf(value: object): string {
	if (value instanceof Uint8Array) return 'binary data';
	const written = writtenOut(value);
	if (written === value) return 'an object';
	return typeof written === 'string' ? 'a date' : 'an invalid date';
}

/** A value as a message shows it; what nobody could see in it is named. */
export function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return kindOf(value);
	if (typeof value !== 'string') return clean(String(value), MAX_SHOWN);
	const text = quoted(value, MAX_SHOWN);
	const isPlain = unseenIn(value) !== undefined || value === value.trim();
	return isPlain ? text : `${text} with spaces around it`;
}
