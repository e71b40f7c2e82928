import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { deleteRoute, readRoutes, type Collection } from '../../service/collection.mts';
import { fieldError, validationFailed, type FieldErrors } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import { isUrl } from '../../service/inputSpec.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { findPool, type Checked } from '../tasks/fieldChecks.mts';
import { readEntries } from '../tasks/request.mts';
import { arrayRefused, errorsByIndex } from '../tasks/upload.mts';
import { EVENT_TYPES, type Subscription } from './entities.mts';
import { testCallRoute } from './testCall.mts';

const DIGITS = 3;
const ID_LENGTH = 24;

type Draft = Omit<Subscription, 'id' | 'createdUs'>;

const subscriptions: Collection<Subscription> = {
	pattern: '/webhook-subscriptions',
	spec: {
		fields: {
			id: { kind: 'text', read: ({ id }) => id },
			created: { kind: 'date', read: ({ createdUs }) => createdUs },
			event_type: { kind: 'text', known: EVENT_TYPES, read: ({ eventType }) => eventType },
			pool_id: { kind: 'text', read: ({ pool }) => pool.id },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created'],
		exact: ['event_type', 'pool_id'],
		limits: { initial: 50, max: 300 },
		defaultSort: 'id',
	},
	entriesOf: (world) => world.subscriptions,
	format,
};

/** Webhook subscriptions (toloka-api §8). */
export const subscriptionRoutes: readonly ServiceRoute[] = [
	{ method: 'PUT', pattern: '/webhook-subscriptions', query: [], handle: put },
	...readRoutes(subscriptions),
	deleteRoute(subscriptions),
	testCallRoute,
];

/** One: 201 if it is new, 200 if it exists. Several: maps by index; the valid ones are kept. */
function put(world: World, { body }: ServiceRequest): Reply {
	const checked = readEntries(body).map((sent) => check(world, sent));
	if (checked.every(({ draft }) => draft === null)) {
		throw Array.isArray(body)
			? arrayRefused(world, checked)
			: validationFailed(checked[0]?.errors ?? new Map());
	}
	const known = world.subscriptions.size;
	const items: JsonObject = {};
	checked.forEach(({ draft }, index) => {
		if (draft !== null) items[index] = format(world, keep(world, draft));
	});
	if (!Array.isArray(body)) {
		return { status: world.subscriptions.size > known ? 201 : 200, body: items[0] ?? null };
	}
	return { status: 200, body: { items, validation_errors: errorsByIndex(checked) } };
}

function check(world: World, sent: Json): Checked<Draft> {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set('webhook_subscription', fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const fields = new FieldReader(sent, errors);
	fields.allowOnly(['event_type', 'webhook_url', 'pool_id', 'secret_key']);
	fields.require('event_type', 'webhook_url');
	const secret = fields.text('secret_key');
	const url = fields.text('webhook_url');
	if (url !== null && !isUrl(url)) fields.complain('webhook_url', 'INVALID_URL_SYNTAX');
	const eventType = fields.oneOf('event_type', EVENT_TYPES);
	const pool = findPool(world, sent.pool_id, errors);
	const isGood = errors.size === 0 && url !== null && eventType !== null && pool !== null;
	return { sent, draft: isGood ? { eventType, url, pool, secret } : null, errors };
}

function keep(world: World, draft: Draft): Subscription {
	const known = [...world.subscriptions.values()].find(
		({ eventType, url, pool }) =>
			eventType === draft.eventType && url === draft.url && pool === draft.pool,
	);
	const made = known ?? { ...draft, id: world.ids.hex(ID_LENGTH), createdUs: world.nowUs() };
	world.subscriptions.set(made.id, made);
	return made;
}

/** Omits the secret. */
function format(world: World, { id, eventType, url, pool, createdUs }: Subscription): JsonObject {
	return {
		id,
		event_type: eventType,
		webhook_url: url,
		pool_id: pool.id,
		created: world.wireDate(createdUs, DIGITS),
	};
}
