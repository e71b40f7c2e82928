import { expect, it } from 'vitest';
import { startService } from './service.mts';

it.each([
	['v1', '/projects?status=OPEN', 'status'],
	['v1', '/pools?status=FOO', 'status'],
	['v1', '/trainings?status=open', 'status'],
	['v1', '/operations?status=DONE', 'status'],
	['v1', '/webhook-subscriptions?event_type=TEST', 'event_type'],
	['v1', '/user-restrictions?scope=ALL', 'scope'],
	['v1', '/assignments?pool_id=1&status=DONE', 'status'],
	['v1', '/attachments?pool_id=1&type=FILE', 'type'],
	['apps', '/app-projects/{ready}/batches?status=DONE', 'status'],
	['apps', '/app-projects?status=DONE', 'status'],
] as const)('lists refuse values that nothing can have: %s %s', async (api, path, name) => {
	const service = await startService();
	const ready = service.emulator.catalogue.appProject('READY').id;
	const { status, json } = await service[api]('GET', path.replace('{ready}', ready));
	expect(status).toBe(400);
	expect(json).toMatchObject({ payload: { [name]: { code: 'UNKNOWN_ENUM_VALUE' } } });
});
