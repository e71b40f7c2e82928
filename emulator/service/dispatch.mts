import { isJsonObject, type Json } from '../json.mts';
import type { Random } from '../random.mts';
import type { RawReply } from '../steering/delivery.mts';
import type { Fault } from '../steering/faults.mts';
import type { World } from '../world.mts';
import { authenticate, type ServiceBase, type Tokens } from './auth.mts';
import { invalidField, ServiceError } from './errors.mts';
import type { Reply, ReplyFile, OperationFault, ServiceRoute } from './route.mts';

/** One request to the service, parsed but not yet checked. */
export interface Call {
	base: ServiceBase;
	authorization: string | undefined;
	contentType: string | undefined;
	/** `null` = no route; `methodsOfPath` then lists the methods for which the path exists. */
	route: ServiceRoute | null;
	methodsOfPath: readonly string[];
	params: Record<string, string>;
	query: Record<string, string | string[]>;
	body: ParsedBody;
}

interface ParsedBody {
	bytes: number;
	value: Json | undefined;
	malformed: boolean;
}

export function parseBody(body: unknown): ParsedBody {
	if (!Buffer.isBuffer(body) || body.length === 0) {
		return { bytes: 0, value: undefined, malformed: false };
	}
	try {
		const value: Json = JSON.parse(body.toString('utf8'));
		return { bytes: body.length, value, malformed: false };
	} catch {
		return { bytes: body.length, value: undefined, malformed: true };
	}
}

/** Returns the service's own response to a call, before a fault changes its delivery. */
export async function dispatch(
	world: World,
	tokens: Tokens,
	call: Call,
	fault: Fault | null,
	requestIds: Random,
): Promise<DispatchedReply> {
	try {
		return { ...(await judge(world, tokens, call, fault)), headers: {} };
	} catch (error) {
		const refused = error instanceof ServiceError ? error : internalError(error);
		return refusal(refused, requestIds.uuid());
	}
}

interface DispatchedReply extends Reply {
	headers: Record<string, string>;
}

async function judge(
	world: World,
	tokens: Tokens,
	call: Call,
	fault: Fault | null,
): Promise<Reply> {
	authenticate(call.authorization, call.base, tokens, world.switches.get());
	world.quotas.takeRequest();
	world.settle();
	const route = requireRoute(call);
	const query = checkQuery(call.query, route);
	requireJson(call);
	return await route.handle(world, {
		params: call.params,
		base: call.base,
		query,
		body: call.body.value,
		...operationFaultOf(fault),
	});
}

function requireRoute(call: Call): ServiceRoute {
	if (call.route !== null) {
		return call.route;
	}
	throw call.methodsOfPath.length === 0
		? new ServiceError(404, 'NOT_FOUND', 'Resource not found')
		: new ServiceError(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', null, {
				allow: call.methodsOfPath.join(', '),
			});
}

/** Refuses unknown and repeated parameters: a careful client never sends them. */
function checkQuery(query: Call['query'], route: ServiceRoute): Record<string, string> {
	const checked: Record<string, string> = {};
	for (const [name, value] of Object.entries(query)) {
		if (route.query?.includes(name) === false || typeof value !== 'string') {
			throw invalidField(name, 'VALUE_NOT_ALLOWED');
		}
		checked[name] = value;
	}
	return checked;
}

/** Bodies need `Content-Type: application/json` (toloka-api §1). */
function requireJson({ body, contentType }: Call): void {
	if (body.bytes > 0 && contentType?.split(';')[0]?.trim() !== 'application/json') {
		throw new ServiceError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content type is not supported');
	}
	if (body.malformed) {
		throw invalidField('body', 'JSON_EXPECTED');
	}
}

function operationFaultOf(fault: Fault | null): { operationFault?: OperationFault } {
	switch (fault?.kind) {
		case 'operation-fail':
			return { operationFault: { kind: fault.kind, applied: fault.applied === true } };
		case 'pool-open-fail':
			return { operationFault: { kind: fault.kind, applied: true } };
		default:
			return {};
	}
}

export function serialize({ status, body, file, headers }: DispatchedReply): RawReply {
	if (file !== undefined) {
		return serveFile(status, file);
	}
	if (body === undefined) {
		return { status, headers, bytes: Buffer.alloc(0) };
	}
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body), 'utf8');
	const contentType = { 'content-type': 'application/json;charset=UTF-8' };
	return { status, headers: { ...contentType, ...headers }, bytes };
}

function serveFile(status: number, file: ReplyFile): RawReply {
	const { bytes, contentType, isChunked = false, isAttachment = false } = file;
	const headers: Record<string, string> = { 'content-type': contentType };
	if (isAttachment) headers['content-disposition'] = 'attachment';
	return { status, headers, bytes, ...(isChunked && { isChunked }) };
}

/** A bug of the emulator itself, reported to the client, which would otherwise wait forever. */
function internalError(error: unknown): ServiceError {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return new ServiceError(500, 'INTERNAL_ERROR', 'Internal Error', { additional_message: text });
}

/** The error object of both APIs (toloka-api §3.1). */
function refusal(error: ServiceError, requestId: string): DispatchedReply {
	const body: Json = { request_id: requestId, code: error.code, message: error.message };
	if (error.payload !== undefined && isJsonObject(body)) {
		body.payload = error.payload;
	}
	return { status: error.status, body, headers: error.headers };
}
