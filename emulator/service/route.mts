import type { Json, JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import type { ServiceBase } from './auth.mts';
import type { Query } from './search.mts';

/** What a route gets to see of a request. */
export interface ServiceRequest {
	params: Readonly<Record<string, string>>;
	query: Query;
	body: Json | undefined;
	/** The address that the request came in by. */
	base: ServiceBase;
	/** Faults that the request itself cannot show: see `steering/faults`. */
	operationFault?: OperationFault;
}

/** What a fault does to the operation that this request starts. */
export interface OperationFault {
	kind: 'operation-fail' | 'pool-open-fail';
	/** Whether the suites are created although the operation ends as FAIL. */
	applied: boolean;
}

/** An answer before it becomes bytes; a Buffer is JSON that was serialized earlier. */
export interface Answer {
	status: number;
	body?: Json | Buffer;
	/** Something other than JSON. */
	file?: AnswerFile;
}

export interface AnswerFile {
	bytes: Buffer;
	contentType: string;
	/** Sent in chunks, without its length. */
	isChunked?: boolean;
	/** A file to be kept rather than shown. */
	isAttachment?: boolean;
}

export interface ServiceRoute {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Without the prefix, for example `/app-projects/{id}/items/bulk`. */
	pattern: string;
	/** Query parameters the route knows; any other is refused; null = whatever comes. */
	query: readonly string[] | null;
	handle(world: World, request: ServiceRequest): Answer | Promise<Answer>;
	/** What the body holds, for the request log. */
	measure?(body: Json): { count?: number; tasks?: number };
}

/** A list page of the Apps API (`content`) or of v1 (`items`) (toloka-api §2.3). */
export function pageAnswer(
	key: 'content' | 'items',
	entries: JsonObject[],
	hasMore: boolean,
): Answer {
	return { status: 200, body: { [key]: entries, has_more: hasMore } };
}
