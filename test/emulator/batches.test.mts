import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService, type Reply } from './service.mts';

const items = Array.from({ length: 3 }, (_, index) => ({
	image_url: `https://images.example.org/${index}.jpg`,
}));

interface Stopped {
	status: string;
	item_price: number;
	cost_of_processed: number;
	items_per_state: { COMPLETED: number; PROCESSING: number; STOPPED: number };
}

describe('a batch', () => {
	const service = useService();
	let base: string;
	let projectId: string;

	beforeEach(() => {
		projectId = service.emulator.catalogue.appProject().id;
		base = `/app-projects/${projectId}/batches`;
	});

	const create = async (extra: JsonObject = {}): Promise<string> =>
		((await service.apps('POST', base, { items, ...extra })).json as { id: string }).id;
	const read = (id: string): Promise<Reply> => service.apps('GET', `${base}/${id}`);
	const act = async (id: string, verb: string): Promise<string> =>
		codeOf(await service.apps('POST', `${base}/${id}/${verb}`));

	it('waits for start, then is labeled and completed', async () => {
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

	it('stops items that nobody has started; the rest is labeled and charged', async () => {
		service.emulator.switches.set({ labelDelayMs: 0, labelJitterMs: 60_000 });
		const many = Array.from({ length: 40 }, () => items[0] ?? {});
		const id = await create({ items: many, force_new_original: true });
		await act(id, 'start');
		service.clock.advance(6_000);
		expect(await act(id, 'stop')).toBe('200 undefined');
		const stopping = (await read(id)).json as unknown as Stopped;
		const { COMPLETED, PROCESSING, STOPPED } = stopping.items_per_state;
		expect(stopping.status).toBe('STOPPING');
		expect([COMPLETED > 0, PROCESSING > 0, STOPPED > 0]).toEqual([true, true, true]);
		expect(COMPLETED + PROCESSING + STOPPED).toBe(40);
		service.clock.advance(3_600_000);
		const stopped = (await read(id)).json as unknown as Stopped;
		expect(stopped).toMatchObject({
			status: 'STOPPED',
			items_per_state: { COMPLETED: COMPLETED + PROCESSING, PROCESSING: 0, STOPPED },
		});
		expect(stopped.cost_of_processed).toBeCloseTo(stopped.item_price * (COMPLETED + PROCESSING), 6);
		expect(stopped).not.toHaveProperty('finished_at');
		await act(id, 'resume');
		service.clock.advance(60_000);
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED' });
		const path = `/app-projects/${projectId}/items?sort=finished`;
		expect(rowsOf(await service.apps('GET', path))).toHaveLength(40);
	});

	it('resumes while it is stopping, including later uploads', async () => {
		const id = await create();
		await act(id, 'start');
		await act(id, 'stop');
		service.clock.advance(1_000);
		const more = { items, batch_id: id };
		await service.apps('POST', `/app-projects/${projectId}/items/bulk`, more);
		expect((await read(id)).json).toMatchObject({ items_per_state: { STOPPED: 3, NEW: 3 } });
		expect(await act(id, 'resume')).toBe('200 undefined');
		service.clock.advance(60_000);
		expect((await read(id)).json).toMatchObject({
			status: 'COMPLETED',
			items_per_state: { COMPLETED: 6 },
		});
	});

	it('may be created empty', async () => {
		const reply = await service.apps('POST', base, { name: 'Empty' });
		expect(reply.json).toMatchObject({ status: 'NEW', items_count: 0, last_items_import: null });
		const { id } = reply.json as { id: string };
		const path = `/app-projects/${projectId}/items/bulk`;
		await service.apps('POST', path, { items, batch_id: id });
		await act(id, 'start');
		service.clock.advance(60_000);
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED', items_count: 3 });
	});

	it('gives its items the archived status, too, and restores both', async () => {
		const id = await create();
		await act(id, 'start');
		service.clock.advance(60_000);
		const path = `/app-projects/${projectId}/items?sort=finished&batch_id=${id}`;
		const before = rowsOf<JsonObject>(await service.apps('GET', path));
		expect(await act(id, 'archive')).toBe('200 undefined');
		expect((await read(id)).json).toMatchObject({
			status: 'ARCHIVE',
			items_per_state: { ARCHIVE: 3, COMPLETED: 0 },
			items_processed_count: 3,
		});
		const archived = rowsOf<JsonObject>(await service.apps('GET', path));
		expect(archived).toEqual(before.map((row) => ({ ...row, status: 'ARCHIVE' })));
		expect(await act(id, 'unarchive')).toBe('200 undefined');
		expect((await read(id)).json).toMatchObject({ status: 'COMPLETED' });
		expect(rowsOf(await service.apps('GET', path))).toEqual(before);
	});

	it('is loading for a while on request', async () => {
		service.emulator.switches.set({ batchLoadingMs: 5_000 });
		const id = await create();
		expect((await read(id)).json).toMatchObject({ status: 'LOADING' });
		expect(await act(id, 'start')).toBe('409 INAPPROPRIATE_STATUS');
		service.clock.advance(5_000);
		expect((await read(id)).json).toMatchObject({ status: 'NEW' });
		expect(await act(id, 'start')).toBe('200 undefined');
	});

	it('starts immediately by the synchronous protocol, and returns its items', async () => {
		const reply = await service.apps('POST', `${base}/sync`, { name: 'Now', items });
		expect(reply.json).toMatchObject({ batch: { name: 'Now', status: 'PROCESSING' } });
		const created = (reply.json as unknown as { items: JsonObject[] }).items;
		expect(created.map((item) => item.input_data)).toEqual(items);
	});

	it('costs nothing for copies of labeled duplicates', async () => {
		const first = await create();
		await act(first, 'start');
		service.clock.advance(60_000);
		const same = await create();
		await act(same, 'start');
		service.clock.advance(1_000);
		expect((await read(same)).json).toMatchObject({
			status: 'COMPLETED',
			items_processed_count: 3,
			cost_of_processed: 0,
		});
		const forced = await create({ force_new_original: true });
		await act(forced, 'start');
		service.clock.advance(1_000);
		expect((await read(forced)).json).toMatchObject({ status: 'PROCESSING', cost: 0.09 });
	});

	it('charges the balance for finished items, except copies and canceled ones', async () => {
		const { seedData } = service.emulator;
		const balance = async (): Promise<unknown> =>
			((await service.v1('GET', '/requester')).json as JsonObject).balance;
		seedData.setBalance(10);
		const canceled = await create({ force_new_original: true });
		await act(canceled, 'start');
		const atWork = service.emulator.truth.items(projectId).map(({ id }) => id);
		seedData.setItemStatus(projectId, atWork, 'CANCELLED');
		await act(await create(), 'start');
		expect(await balance()).toBe(10);
		service.clock.advance(60_000);
		expect(await balance()).toBe(9.91);
		await act(await create(), 'start');
		service.clock.advance(60_000);
		expect(await balance()).toBe(9.91);
		seedData.setBalance(0.05);
		await act(await create({ force_new_original: true }), 'start');
		expect(await balance()).toBe(0.05);
		service.clock.advance(60_000);
		expect(await balance()).toBe(0.02);
	});

	it('refuses actions that do not fit its status', async () => {
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

	it('accepts more items while it runs and none when it is over', async () => {
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
