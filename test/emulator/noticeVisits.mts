import type { Json, JsonObject } from '../../emulator/json.mts';
import type { Visit } from './v1Visits.mts';
import type { Service } from './service.mts';

export const MESSAGE: JsonObject = {
	topic: { EN: 'Thanks' },
	text: { EN: 'Well done' },
	recipients_select_type: 'DIRECT',
	recipients_ids: ['a0b1'],
	answerable: true,
};

/** Lists one good request to every route about webhooks and messages. */
export async function noticeVisits(service: Service): Promise<Record<string, Visit>> {
	const subscription = (extra: JsonObject): JsonObject => ({
		event_type: 'POOL_CLOSED',
		webhook_url: 'https://example.org/hook',
		pool_id: service.emulator.catalogue.pool('OPEN').id,
		...extra,
	});
	const made = async (method: string, path: string, body: Json): Promise<string> =>
		((await service.v1(method, path, body)).json as { id: string }).id;
	const hook = await made('PUT', '/webhook-subscriptions', subscription({}));
	const nowhere = { event_type: 'ASSIGNMENT_SKIPPED', webhook_url: 'http://127.0.0.1:1/' };
	const tried = await made('PUT', '/webhook-subscriptions', subscription(nowhere));
	const thread = await made('POST', '/message-threads/compose', MESSAGE);
	const other = subscription({ event_type: 'ASSIGNMENT_CREATED' });
	const threads = (verb: string, body: JsonObject): Record<string, Visit> => ({
		[`POST /message-threads/{id}/${verb}`]: {
			path: `/message-threads/${thread}/${verb}`,
			body,
			status: 201,
		},
	});
	return {
		'PUT /webhook-subscriptions': { path: '/webhook-subscriptions', body: other, status: 201 },
		'GET /webhook-subscriptions': { path: '/webhook-subscriptions', status: 200 },
		'GET /webhook-subscriptions/{id}': { path: `/webhook-subscriptions/${hook}`, status: 200 },
		'DELETE /webhook-subscriptions/{id}': { path: `/webhook-subscriptions/${hook}`, status: 204 },
		'POST /webhook-subscriptions/{id}/test': {
			path: `/webhook-subscriptions/${tried}/test`,
			status: 200,
		},
		'POST /message-threads/compose': {
			path: '/message-threads/compose',
			body: MESSAGE,
			status: 201,
		},
		'GET /message-threads': { path: '/message-threads', status: 200 },
		...threads('reply', { text: { EN: 'And again' } }),
		...threads('add-to-folders', { folders: ['IMPORTANT'] }),
		...threads('remove-from-folders', { folders: ['IMPORTANT'] }),
	};
}
