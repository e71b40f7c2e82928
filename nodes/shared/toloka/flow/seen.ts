import { SHORT_HASH_LENGTH, shortHash } from '../values/keys';
import { epochMsOf } from '../values/times';

/** A row that was delivered and may be listed again: a hash of its id, and the time of its event. */
export interface SeenRow {
	hash: string;
	/** Epoch second of the event. */
	second: number;
}

/** In base 36, enough for all times up to the year 4453; a later time counts as the last of these. */
const SECOND_LENGTH = 7;
const LAST_SECOND = 36 ** SECOND_LENGTH - 1;
/** Characters of a row in the text. */
const SEEN_ROW_LENGTH = SHORT_HASH_LENGTH + SECOND_LENGTH;

/** The epoch second of a time key, within the range that a text of rows can contain. */
export function epochSecondOf(key: string): number {
	return Math.min(Math.max(0, Math.floor(epochMsOf(key) / 1000)), LAST_SECOND);
}

export function seenRow(id: string, key: string): SeenRow {
	return { hash: shortHash(id), second: epochSecondOf(key) };
}

/** The rows as one text: n8n often rewrites the whole state of a trigger (n8n §1). */
export function seenText(rows: readonly SeenRow[]): string {
	return rows
		.map(({ hash, second }) => `${hash}${second.toString(36).padStart(SECOND_LENGTH, '0')}`)
		.join('');
}

const ROWS = new RegExp(`^(?:[\\w-]{${SHORT_HASH_LENGTH}}[0-9a-z]{${SECOND_LENGTH}})*$`);

/** Parses such a text; undefined for any other. */
export function parseSeen(text: string): SeenRow[] | undefined {
	if (!ROWS.test(text)) return undefined;
	const rows: SeenRow[] = [];
	for (let at = 0; at < text.length; at += SEEN_ROW_LENGTH) {
		const row = text.slice(at, at + SEEN_ROW_LENGTH);
		const second = parseInt(row.slice(SHORT_HASH_LENGTH), 36);
		rows.push({ hash: row.slice(0, SHORT_HASH_LENGTH), second });
	}
	return rows;
}
