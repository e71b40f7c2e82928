import type { Operation } from '../operations/operation';
import { asOperation } from '../operations/operation';
import type { ApiRequest, Send } from '../service/requests';
import type { CreationKind } from './kinds';
import { countText } from './kinds';

/** Creating task suites or tasks (toloka-api §S2, §6.2, §P2.1). */

export interface CreationRequest {
	kind: CreationKind;
	/** JSON text of the array of suites or tasks. */
	body: string;
	count: number;
	/** Take the overlap from the pool: for suites and tasks that name none. */
	allowDefaults: boolean;
	/** Create the valid ones although others are invalid. */
	skipInvalid: boolean;
	/** Open the pool after the creation if it is closed; begins paid work. */
	openPool: boolean;
}

/** Starts an operation; harmless to repeat, because the id makes the service refuse a second one. */
export async function startCreation(
	send: Send,
	request: CreationRequest,
	operationId: string,
): Promise<Operation> {
	const query = { async_mode: true, operation_id: operationId, ...flagsOf(request) };
	const { body } = await send({ ...post(request), query, repeatable: true });
	return asOperation(body, doingOf(request));
}

/** Creates at once and gives the answer's body; must not be repeated after an unclear outcome. */
export async function createNow(send: Send, request: CreationRequest): Promise<unknown> {
	const query = { async_mode: false, ...flagsOf(request) };
	return (await send({ ...post(request), query })).body;
}

function post(request: CreationRequest): ApiRequest {
	const { kind, body } = request;
	return { method: 'POST', api: 'v1', path: kind.path, body, doing: doingOf(request) };
}

function flagsOf({ allowDefaults, skipInvalid, openPool }: CreationRequest) {
	return {
		allow_defaults: allowDefaults,
		skip_invalid_items: skipInvalid,
		open_pool: openPool,
	};
}

function doingOf({ kind, count }: CreationRequest): string {
	return `creating ${countText(kind, count)}`;
}
