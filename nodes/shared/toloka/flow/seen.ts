import { SHORT_HASH_LENGTH, shortHash } from '../values/keys';
import { epochMsOf } from '../values/times';

/** A row that was delivered and may be listed again: a hash of its id, and when it happened. */
export interface SeenRow {
	hash: string;
	/** Second of the event, since the epoch. */
	second: number;
}

/** Base 36, enough for all times up to the year 4453; what is later counts as that. */
const SECOND_LENGTH = 7;
const LAST_SECOND = 36 ** SECOND_LENGTH - 1;
/** Characters of a row in the text. */
const SEEN_ROW_LENGTH = SHORT_HASH_LENGTH + SECOND_LENGTH;

/** The second of a time key, since the epoch, as far as a text of rows can hold it. */
export function epochSecondOf(key: string): number {
	return Math.min(Math.max(0, Math.floor(epochMsOf(key) / 1000)), LAST_SECOND);
}

export function seenRow(id: string, key: string): SeenRow {
	return { hash: shortHash(id), second: epochSecondOf(key) };
}

/** The rows as one text: n8n rewrites the whole state of a trigger often (n8n §1). */
export function seenText(rows: readonly SeenRow[]): string {
	return rows
		.map(({ hash, second }) => `${hash}${second.toString(36).padStart(SECOND_LENGTH, '0')}`)
		.join('');
}

const ROWS = new RegExp(`^(?:[\\w-]{${SHORT_HASH_LENGTH}}[0-9a-z]{${SECOND_LENGTH}})*$`);

/** The rows of a text, or undefined where it is none of ours. */
export function parseSeen(text: unknown): SeenRow[] | undefined {
	if (typeof text !== 'string' || !ROWS.test(text)) return undefined;
	const rows: SeenRow[] = [];
	for (let at = 0; at < text.length; at += SEEN_ROW_LENGTH) {
		const row = text.slice(at, at + SEEN_ROW_LENGTH);
		const second = parseInt(row.slice(SHORT_HASH_LENGTH), 36);
		rows.push({ hash: row.slice(0, SHORT_HASH_LENGTH), second });
	}
	return rows;
}
