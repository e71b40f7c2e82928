import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';

export const FOLDERS = [
	'INBOX',
	'OUTBOX',
	'AUTOMATIC_NOTIFICATION',
	'IMPORTANT',
	'UNREAD',
] as const;

export type Folder = (typeof FOLDERS)[number];

export interface Message {
	text: JsonObject;
	createdUs: Microseconds;
}

/** Messages of the requester to performers (official OpenAPI, `/message-threads`). */
export interface MessageThread {
	id: string;
	topic: JsonObject;
	isAnswerable: boolean;
	recipients: {
		type: 'DIRECT' | 'FILTER' | 'ALL';
		ids: readonly string[] | null;
		filter: JsonObject | null;
	};
	/** Newest first. */
	messages: Message[];
	folders: Set<Folder>;
	createdUs: Microseconds;
}
