import { describe, expect, it } from 'vitest';
import { mounts, routeName } from '../../emulator/service/routes.mts';
import type { Json } from '../../emulator/json.mts';
import { noticeVisits } from './noticeVisits.mts';
import { v1Visits, type Visit } from './v1Visits.mts';
import { codeOf, request, startService, type Reply, type Service } from './service.mts';

/** Lists one good request to every route, after setting up what the requests need. */
async function visits(service: Service): Promise<Record<string, Visit>> {
	const { emulator } = service;
	const project = emulator.catalogue.appProject();
	const spare = emulator.seedData.addAppProject().id;
	const archivedProject = emulator.seedData.addAppProject({ status: 'ARCHIVED' }).id;
	const [itemId] = emulator.seedData.addItems(project.id, { count: 1 });
	const items: Json = [{ image_url: 'https://images.example.org/1.jpg' }];
	const batches = await Promise.all(
		Array.from({ length: 5 }, () => newBatch(service, project.id, items)),
	);
	const [fresh, running, stopped, archived, other] = batches.map(
		(id) => `/app-projects/${project.id}/batches/${id}`,
	);
	await service.apps('POST', `${stopped}/start`);
	await service.apps('POST', `${stopped}/stop`);
	await service.apps('POST', `${running}/start`);
	await service.apps('POST', `${archived}/archive`);
	return {
		...v1Visits(service),
		...(await noticeVisits(service)),
		'GET /apps': { path: '/apps', status: 200 },
		'GET /apps/{appId}': { path: `/apps/${project.appId}`, status: 200 },
		'GET /app-projects': { path: '/app-projects', status: 200 },
		'POST /app-projects': {
			path: '/app-projects',
			body: { app_id: project.appId, name: 'New project' },
			status: 200,
		},
		'POST /app-projects/{id}/archive': { path: `/app-projects/${spare}/archive`, status: 200 },
		'POST /app-projects/{id}/unarchive': {
			path: `/app-projects/${archivedProject}/unarchive`,
			status: 200,
		},
		'POST /app-projects/{id}/batches/sync': {
			path: `/app-projects/${project.id}/batches/sync`,
			body: { name: 'At once', items },
			status: 200,
		},
		'GET /app-projects/{id}': { path: `/app-projects/${project.id}`, status: 200 },
		'POST /app-projects/{id}/items/bulk': {
			path: `/app-projects/${project.id}/items/bulk`,
			body: { items },
			status: 200,
		},
		'POST /app-projects/{id}/items': {
			path: `/app-projects/${project.id}/items`,
			body: { input_data: { image_url: 'https://images.example.org/2.jpg' } },
			status: 200,
		},
		'GET /app-projects/{id}/items': { path: `/app-projects/${project.id}/items`, status: 200 },
		'GET /app-projects/{id}/items/{itemId}': {
			path: `/app-projects/${project.id}/items/${itemId}`,
			status: 200,
		},
		'GET /app-projects/{id}/batches': { path: `/app-projects/${project.id}/batches`, status: 200 },
		'POST /app-projects/{id}/batches': {
			path: `/app-projects/${project.id}/batches`,
			body: { name: 'Batch', items },
			status: 200,
		},
		'GET /app-projects/{id}/batches/{batchId}': { path: `${fresh}`, status: 200 },
		'PATCH /app-projects/{id}/batches/{batchId}': {
			path: `${fresh}`,
			body: { name: 'Renamed' },
			status: 200,
		},
		'POST /app-projects/{id}/batches/{batchId}/start': { path: `${fresh}/start`, status: 200 },
		'POST /app-projects/{id}/batches/{batchId}/stop': { path: `${running}/stop`, status: 200 },
		'POST /app-projects/{id}/batches/{batchId}/resume': { path: `${stopped}/resume`, status: 200 },
		'POST /app-projects/{id}/batches/{batchId}/archive': { path: `${other}/archive`, status: 200 },
		'POST /app-projects/{id}/batches/{batchId}/unarchive': {
			path: `${archived}/unarchive`,
			status: 200,
		},
	};
}

async function newBatch(service: Service, projectId: string, items: Json): Promise<string> {
	const reply = await service.apps('POST', `/app-projects/${projectId}/batches`, { items });
	return (reply.json as { id: string }).id;
}

describe('routes', () => {
	it('answer a good request on every route', async () => {
		const service = await startService();
		const planned = await visits(service);
		const registered = mounts.flatMap(({ routes }) => routes.map(routeName));
		expect(Object.keys(planned).sort()).toEqual([...new Set(registered)].sort());
		service.emulator.log.clear();
		const answers: Record<string, number> = {};
		for (const [name, visit] of Object.entries(planned)) {
			answers[name] = (await visitRoute(service, name, visit)).status;
		}
		const wanted = Object.entries(planned).map(([name, { status }]) => [name, status]);
		expect(answers).toEqual(Object.fromEntries(wanted));
		for (const name of Object.keys(planned)) {
			expect(service.emulator.log.count(name), name).toBe(1);
		}
	});

	it('refuse unknown and repeated query parameters', async () => {
		const service = await startService();
		for (const [name, visit] of Object.entries(await visits(service))) {
			const separator = visit.path.includes('?') ? '&' : '?';
			const path = `${visit.path}${separator}unheard_of=1`;
			expect(codeOf(await visitRoute(service, name, { ...visit, path })), name).toBe(
				'400 VALIDATION_ERROR',
			);
		}
		expect(codeOf(await service.v1('GET', '/pools?limit=1&limit=2'))).toBe('400 VALIDATION_ERROR');
	});

	it('distinguish an unknown path, a wrong method and a wrong content type', async () => {
		const { emulator, v1 } = await startService();
		expect(codeOf(await v1('GET', '/nowhere'))).toBe('404 NOT_FOUND');
		const wrong = await v1('DELETE', '/requester');
		expect(codeOf(wrong)).toBe('405 METHOD_NOT_ALLOWED');
		expect(wrong.headers.allow).toBe('GET');
		const plain = await fetch(`${emulator.url}/api/v1/task-suites`, {
			method: 'POST',
			body: '{}',
			headers: { authorization: `ApiKey ${emulator.apiKey}`, 'content-type': 'text/plain' },
		});
		expect(plain.status).toBe(415);
		const broken = await fetch(`${emulator.url}/api/v1/task-suites`, {
			method: 'POST',
			body: '{"pool_id"',
			headers: { authorization: `ApiKey ${emulator.apiKey}`, 'content-type': 'application/json' },
		});
		expect(broken.status).toBe(400);
	});

	it('refuse IDs that contain a path', async () => {
		const { v1 } = await startService();
		expect(codeOf(await v1('GET', '/operations/..%2Frequester'))).toBe('404 DOES_NOT_EXIST');
	});

	it('start identically from the same seed and differently from another', async () => {
		const [first, second, third] = await Promise.all(
			[7, 7, 8].map((seed) => startService({ seed })),
		);
		const ids = (service?: Service): unknown => service?.emulator.catalogue.appProjects();
		expect(ids(first)).toEqual(ids(second));
		expect(ids(first)).not.toEqual(ids(third));
	});
});

/** Visits a route at the first address that has it. */
async function visitRoute(service: Service, name: string, visit: Visit): Promise<Reply> {
	const { url, apiKey, oauthToken } = service.emulator;
	const mount = mounts.find(({ routes }) => routes.some((route) => routeName(route) === name));
	const authorization = mount?.base === 'toloka' ? `ApiKey ${apiKey}` : `OAuth ${oauthToken}`;
	const method = name.split(' ')[0] ?? '';
	return await request(method, url + mount?.prefix + visit.path, visit.body, authorization);
}
