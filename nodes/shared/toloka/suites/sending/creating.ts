import type { Operation } from '../../operations/operation';
import { asOperation } from '../../operations/operation';
import type { ApiRequest } from '../../service/requests';
import { countText } from '../drafts/kinds';
import type { ReadyRequest } from '../run/requests';
import type { CreationRun } from '../run/run';

/** Creating task suites or tasks (toloka-api §S2, §6.2, §P2.1). */

/** Starts an operation; safe to repeat: the service refuses a second one with the same id. */
export async function startCreation(run: CreationRun, request: ReadyRequest): Promise<Operation> {
	const creation = creationOf(run, request, { async_mode: true, operation_id: request.id });
	const { body } = await run.send({ ...creation, repeatable: true });
	return asOperation(body, creation.doing);
}

/** Creates synchronously and returns the body; must not be repeated after an unclear outcome. */
export async function createNow(run: CreationRun, request: ReadyRequest): Promise<unknown> {
	return (await run.send(creationOf(run, request, { async_mode: false }))).body;
}

function creationOf(
	{ drafts, kind, skipInvalid }: CreationRun,
	{ body, positions, allowDefaults, opensPool }: ReadyRequest,
	mode: ApiRequest['query'],
): ApiRequest {
	const pool = String(drafts[positions[0]].json.pool_id);
	return {
		method: 'POST',
		api: 'v1',
		path: kind.path,
		query: {
			...mode,
			allow_defaults: allowDefaults,
			skip_invalid_items: skipInvalid,
			open_pool: opensPool,
		},
		body,
		doing: `creating ${countText(kind, positions.length)} in the pool ${pool}`,
	};
}
