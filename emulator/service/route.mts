import type { Json, JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import type { ServiceBase } from './auth.mts';
import type { Query } from './search.mts';

/** What a route sees of a request. */
export interface ServiceRequest {
	params: Readonly<Record<string, string>>;
	query: Query;
	body: Json | undefined;
	/** The address that the request was sent to. */
	base: ServiceBase;
	/** A fault in the operation rather than in the response: see `steering/faults`. */
	operationFault?: OperationFault;
}

/** What a fault does to the operation that this request starts. */
export interface OperationFault {
	kind: 'operation-fail' | 'pool-open-fail';
	/** Whether the operation takes effect although it ends as FAIL. */
	applied: boolean;
}

/** A response before it is serialized; a Buffer is JSON that was serialized earlier. */
export interface Reply {
	status: number;
	body?: Json | Buffer;
	/** A body other than JSON. */
	file?: ReplyFile;
}

export interface ReplyFile {
	bytes: Buffer;
	contentType: string;
	/** Sent in chunks, without a length. */
	isChunked?: boolean;
	/** Sent as a file to save rather than to show. */
	isAttachment?: boolean;
}

export interface ServiceRoute {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Without the prefix, for example `/app-projects/{id}/items/bulk`. */
	pattern: string;
	/** Query parameters that the route accepts; others are refused; null = all are accepted. */
	query: readonly string[] | null;
	handle(world: World, request: ServiceRequest): Reply | Promise<Reply>;
	/** Counts what the body contains, for the request log. */
	measure?(body: Json): { count?: number; tasks?: number };
}

/** A list page of the Apps API (`content`) or of v1 (`items`) (toloka-api §2.3). */
export function pageReply(
	key: 'content' | 'items',
	entries: JsonObject[],
	hasMore: boolean,
): Reply {
	return { status: 200, body: { [key]: entries, has_more: hasMore } };
}
