import { conversion } from './conversion';
import { fieldRule } from './rules';
import { shown } from '../flaws/shown';
import { idIn } from '../../values/numbers';

/** IDs of performers, from the panel, a row or JSON. */

/** No field has this type, so entries of the list are not converted. */
const IDS = { type: 'array_id', required: false };
const asList = conversion(IDS);
const listReason = fieldRule(IDS);

/** Characters between or around IDs; no ID contains them. */
const AROUND_IDS = /[\s;"]+/;
const ID = /^[\w-]+$/;
/** What is written for nothing; with such an “ID”, nobody would get the task suite. */
const NOTHING = /^(?:nan?|none|null|undefined|[-_]+)$/i;

/** Commas after the last ID, also in JSON: whoever wrote them meant no other. */
const AFTER_LAST = /(?<=[\w"])\s*[,;][\s,;]*(?=\]?\s*$)/;

/** The IDs as a list; anything else is kept, so that the check refuses it. */
export function performerIds(value: unknown): unknown {
	const list = asList(typeof value === 'string' ? value.replace(AFTER_LAST, '') : value);
	return Array.isArray(list) ? list.flatMap(idsIn) : list;
}

function idsIn(entry: unknown): unknown {
	if (typeof entry !== 'string') return idIn(entry);
	const ids = entry.split(AROUND_IDS).filter((id) => id !== '');
	return ids.length === 0 ? '' : ids;
}

export function performersReason(value: unknown): string | undefined {
	const reason = listReason(value);
	if (reason !== undefined || !Array.isArray(value)) return reason;
	const odd = value.findIndex((id) => typeof id !== 'string' || !ID.test(id) || NOTHING.test(id));
	if (odd >= 0) {
		const found = `${shown(value[odd])} (entry ${odd + 1})`;
		return NOTHING.test(String(value[odd]))
			? `has ${found}, which stands for an empty cell: remove it`
			: `must have only IDs of performers: letters, digits, hyphens and underscores, has ${found}`;
	}
	return new Set(value).size === value.length ? undefined : 'names a performer twice';
}
