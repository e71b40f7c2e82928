/**
 * The answer of a route: a schema, a page or a map of it, or nothing (toloka-api §5, §6, §P2–§P8).
 */
export type Shape =
	| string
	| { page: string; of: 'content' | 'items' }
	| { array: string }
	/** The answer to an array: maps by index. */
	| { byIndex: string }
	| 'nothing'
	| 'bytes';

type Shapes = readonly Shape[];

const operation: Shapes = ['operation', 'nothing'];
const page = (schema: string): Shapes => [{ page: schema, of: 'items' }];
const appsPage = (schema: string): Shapes => [{ page: schema, of: 'content' }];

const apps: Readonly<Record<string, Shapes>> = {
	'GET /apps': appsPage('app-in-list'),
	'GET /apps/{appId}': ['app'],
	'GET /app-projects': appsPage('app-project'),
	'POST /app-projects': ['app-project'],
	'GET /app-projects/{id}': ['app-project'],
	'POST /app-projects/{id}/archive': ['nothing'],
	'POST /app-projects/{id}/unarchive': ['nothing'],
	'GET /app-projects/{id}/items': appsPage('item'),
	'POST /app-projects/{id}/items': ['item'],
	'POST /app-projects/{id}/items/bulk': ['item-ids'],
	'GET /app-projects/{id}/items/{itemId}': ['item'],
	'GET /app-projects/{id}/batches': appsPage('batch'),
	'POST /app-projects/{id}/batches': ['batch'],
	'POST /app-projects/{id}/batches/sync': ['batch-sync'],
	'GET /app-projects/{id}/batches/{batchId}': ['batch'],
	'PATCH /app-projects/{id}/batches/{batchId}': ['batch'],
	'POST /app-projects/{id}/batches/{batchId}/start': ['nothing'],
	'POST /app-projects/{id}/batches/{batchId}/stop': ['nothing'],
	'POST /app-projects/{id}/batches/{batchId}/resume': ['nothing'],
	'POST /app-projects/{id}/batches/{batchId}/archive': ['nothing'],
	'POST /app-projects/{id}/batches/{batchId}/unarchive': ['nothing'],
};

const people: Readonly<Record<string, Shapes>> = {
	'GET /requester': ['requester'],
	'GET /skills': page('skill'),
	'POST /skills': ['skill'],
	'GET /skills/{id}': ['skill'],
	'PUT /skills/{id}': ['skill'],
	'GET /user-skills': page('user-skill'),
	'PUT /user-skills': ['user-skill'],
	'GET /user-skills/{id}': ['user-skill'],
	'DELETE /user-skills/{id}': ['nothing'],
	'GET /user-bonuses': page('user-bonus'),
	'POST /user-bonuses': ['user-bonus', { byIndex: 'user-bonus' }, 'operation'],
	'GET /user-bonuses/{id}': ['user-bonus'],
	'GET /user-restrictions': page('user-restriction'),
	'PUT /user-restrictions': ['user-restriction'],
	'GET /user-restrictions/{id}': ['user-restriction'],
	'DELETE /user-restrictions/{id}': ['nothing'],
	'GET /user-metadata/{id}': ['user'],
	'GET /message-threads': page('message-thread'),
	'POST /message-threads/compose': ['message-thread'],
	'POST /message-threads/{id}/reply': ['message-thread'],
	'POST /message-threads/{id}/add-to-folders': ['message-thread'],
	'POST /message-threads/{id}/remove-from-folders': ['message-thread'],
	'GET /webhook-subscriptions': page('webhook-subscription'),
	'PUT /webhook-subscriptions': ['webhook-subscription', { byIndex: 'webhook-subscription' }],
	'GET /webhook-subscriptions/{id}': ['webhook-subscription'],
	'DELETE /webhook-subscriptions/{id}': ['nothing'],
	'POST /webhook-subscriptions/{id}/test': ['webhook-test'],
};

const pools: Readonly<Record<string, Shapes>> = {
	'GET /projects': page('project'),
	'POST /projects': ['project'],
	'GET /projects/{id}': ['project'],
	'PUT /projects/{id}': ['project'],
	'POST /projects/{id}/archive': operation,
	'POST /projects/{id}/check': ['project-check'],
	'GET /pools': page('pool'),
	'POST /pools': ['pool'],
	'GET /pools/{id}': ['pool'],
	'PUT /pools/{id}': ['pool'],
	'PATCH /pools/{id}': ['pool'],
	'POST /pools/{id}/open': operation,
	'POST /pools/{id}/close': operation,
	'POST /pools/{id}/close-for-update': operation,
	'POST /pools/{id}/archive': operation,
	'POST /pools/{id}/clone': operation,
	'GET /trainings': page('training'),
	'POST /trainings': ['training'],
	'GET /trainings/{id}': ['training'],
	'PUT /trainings/{id}': ['training'],
	'POST /trainings/{id}/open': operation,
	'POST /trainings/{id}/close': operation,
	'POST /trainings/{id}/close-for-update': operation,
	'POST /trainings/{id}/archive': operation,
	'POST /trainings/{id}/clone': operation,
};

const work: Readonly<Record<string, Shapes>> = {
	'GET /tasks': page('task'),
	'POST /tasks': ['task', { byIndex: 'task' }, 'operation'],
	'GET /tasks/{id}': ['task'],
	'PATCH /tasks/{id}': ['task'],
	'PATCH /tasks/{id}/set-overlap-or-min': ['task'],
	'GET /task-suites': page('task-suite'),
	'POST /task-suites': ['task-suite', { byIndex: 'task-suite' }, 'operation'],
	'GET /task-suites/{id}': ['task-suite'],
	'PATCH /task-suites/{id}': ['task-suite'],
	'PATCH /task-suites/{id}/set-overlap-or-min': ['task-suite'],
	'GET /assignments': page('assignment'),
	'GET /assignments/{id}': ['assignment'],
	'PATCH /assignments/{id}': ['assignment', 'assignment-change'],
	'GET /attachments': page('attachment'),
	'GET /attachments/{id}': ['attachment'],
	'GET /attachments/{id}/download': ['bytes'],
	'GET /operations': page('operation'),
	'GET /operations/{id}': ['operation'],
	'GET /operations/{id}/log': [{ array: 'log-entry' }],
	'POST /aggregated-solutions/aggregate-by-pool': ['operation'],
	'POST /aggregated-solutions/aggregate-by-task': ['aggregated-solution'],
	'GET /aggregated-solutions/{operationId}': page('aggregated-solution'),
	'POST /analytics-2': ['operation'],
	'GET /pools/{id}/assignments.tsv': ['bytes'],
	'GET /pools/{id}/validate': [{ array: 'pool-check' }],
	'PUT /poolModeration/{id}': ['pool-moderation'],
};

/** Shapes by route, regardless of the names of its parameters. */
const all = new Map(
	Object.entries({ ...apps, ...people, ...pools, ...work }).map(([route, shapes]) => [
		unnamed(route),
		shapes,
	]),
);

/** Returns the shapes of a route's good answers; undefined if no document describes the route. */
export function shapesOf(route: string): Shapes | undefined {
	return all.get(unnamed(route));
}

function unnamed(route: string): string {
	return route.replaceAll(/\{\w+\}/g, '{}');
}
