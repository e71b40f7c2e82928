import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, startService, type Reply, type Service } from './service.mts';

const items = Array.from({ length: 3 }, (_, index) => ({
	image_url: `https://images.example.org/${index}.jpg`,
}));

describe('batches', () => {
	let service: Service;
	let base: string;
	let projectId: string;

	beforeEach(async () => {
		service = await startService();
		projectId = service.emulator.catalogue.appProject().id;
		base = `/app-projects/${projectId}/batches`;
	});

	const create = async (extra: JsonObject = {}): Promise<string> =>
		((await service.apps('POST', base, { items, ...extra })).json as { id: string }).id;
	const read = (id: string): Promise<Reply> => service.apps('GET', `${base}/${id}`);
	const act = async (id: string, verb: string): Promise<string> =>
		codeOf(await service.apps('POST', `${base}/${id}/${verb}`));

	it('waits for start, then is labelled and completed', async () => {
		const id = await create({ name: 'First', priority_order: 'ONE' });
		service.clock.advance(3_600_000);
		expect((await read(id)).json).toMatchObject({
			status: 'NEW',
			name: 'First',
			priority_order: 'ONE',
			items_count: 3,
			items_per_state: { NEW: 3 },
		});
		const started = await service.apps('POST', `${base}/${id}/start`);
		expect([started.status, started.text]).toEqual([200, '']);
		expect((await read(id)).json).toMatchObject({ status: 'PROCESSING' });
		service.clock.advance(30_000);
		expect((await read(id)).json).toMatchObject({
			status: 'COMPLETED',
			items_processed_count: 3,
			finished_at: expect.any(String),
		});
		const listed = await service.apps(
			'GET',
			`/app-projects/${projectId}/items?sort=finished&batch_id=${id}`,
		);
		expect(rowsOf<JsonObject>(listed).map((row) => row.batch_id)).toEqual([id, id, id]);
	});

	it('stops, keeps what was finished, and resumes the rest', async () => {
		service.emulator.switches.set({ labelDelayMs: 0, labelJitterMs: 60_000 });
		const many = Array.from({ length: 40 }, () => items[0] ?? {});
		const id = await create({ items: many });
		await act(id, 'start');
		service.clock.advance(30_000);
		expect(await act(id, 'stop')).toBe('200 undefined');
		const stopped = (await read(id)).json as { items_per_state: Record<string, number> };
		const done = stopped.items_per_state.COMPLETED ?? 0;
		expect(done).toBeGreaterThan(0);
		expect(stopped.items_per_state.STOPPED).toBe(40 - done);
		service.clock.advance(3_600_000);
		expect(service.emulator.truth.items(projectId).filter(({ finished }) => finished)).toHaveLength(
			done,
		);
		await act(id, 'resume');
		service.clock.advance(60_000);
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED' });
		const path = `/app-projects/${projectId}/items?sort=finished`;
		expect(rowsOf(await service.apps('GET', path))).toHaveLength(40);
	});

	it('refuses verbs that do not fit the status', async () => {
		const id = await create();
		expect(await act(id, 'stop')).toBe('409 INAPPROPRIATE_STATUS');
		expect(await act(id, 'resume')).toBe('409 INAPPROPRIATE_STATUS');
		await act(id, 'start');
		expect(await act(id, 'start')).toBe('409 INAPPROPRIATE_STATUS');
		expect(await act(id, 'archive')).toBe('409 INAPPROPRIATE_STATUS');
		service.clock.advance(60_000);
		expect(await act(id, 'archive')).toBe('200 undefined');
		expect((await read(id)).json).toMatchObject({ status: 'ARCHIVE' });
		expect(await act(id, 'unarchive')).toBe('200 undefined');
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED' });
		expect(await act('QlvdZj5d53QHj5Nvx9Vd', 'start')).toBe('404 DOES_NOT_EXIST');
	});

	it('takes more items while it runs and none when it is over', async () => {
		const id = await create();
		await act(id, 'start');
		const push = async (): Promise<Reply> =>
			await service.apps('POST', `/app-projects/${projectId}/items/bulk`, { items, batch_id: id });
		expect((await push()).status).toBe(200);
		service.clock.advance(60_000);
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED', items_count: 6 });
		expect(codeOf(await push())).toBe('409 INAPPROPRIATE_STATUS');
	});

	it('starts only in a ready project', async () => {
		const creating = service.emulator.seedData.addAppProject({ status: 'CREATING' });
		const path = `/app-projects/${creating.id}/batches`;
		const { id } = (await service.apps('POST', path, { items })).json as { id: string };
		expect(codeOf(await service.apps('POST', `${path}/${id}/start`))).toBe(
			'409 PROJECT_INAPPROPRIATE_STATUS',
		);
	});

	it('is created whole or not at all, unless errors are ignored', async () => {
		const mixed = [items[0] ?? {}, { image_url: 'nowhere' }];
		expect(codeOf(await service.apps('POST', base, { items: mixed }))).toBe('400 VALIDATION_ERROR');
		expect(service.emulator.truth.batches(projectId)).toEqual([]);
		const reply = await service.apps('POST', base, { items: mixed, ignore_errors: true });
		expect(reply.json).toMatchObject({
			items_count: 1,
			validation_errors: { 'input_data.1.image_url': { code: 'INVALID_URL_SYNTAX' } },
		});
	});

	it('can be renamed, listed by status and paged', async () => {
		const created = [await create(), await create(), await create()];
		await service.apps('PATCH', `${base}/${created[0]}`, { name: 'Renamed' });
		expect((await read(created[0] ?? '')).json).toMatchObject({ name: 'Renamed' });
		await act(created[1] ?? '', 'start');
		const list = async (query: string): Promise<string[]> =>
			rowsOf<{ id: string }>(await service.apps('GET', `${base}?${query}`)).map(({ id }) => id);
		expect(await list('status=PROCESSING')).toEqual([created[1]]);
		const whole = await list('sort=id');
		expect([...whole].sort()).toEqual([...created].sort());
		expect(await list(`sort=id&limit=2&after_id=${whole[0]}`)).toEqual(whole.slice(1));
		expect(
			codeOf(await service.apps('PATCH', `${base}/${created[0]}`, { priority_order: 'SIX' })),
		).toBe('400 VALIDATION_ERROR');
	});

	it('names the count as switched', async () => {
		const id = await create();
		service.emulator.switches.set({ itemCountName: 'item_count', successCodes: 'openapi' });
		expect((await read(id)).json).toMatchObject({ item_count: 3 });
		expect((await service.apps('POST', base, { items })).status).toBe(201);
	});
});
