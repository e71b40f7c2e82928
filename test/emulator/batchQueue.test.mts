import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, startService, START_MS, type Service } from './service.mts';

const LONGEST_MS = 30_000;

interface BatchOnWire {
	status: string;
	started_at?: string;
	finished_at?: string;
	etd: string | null;
	eta: string | null;
	app_project_eta: string | null;
	items_per_state: Record<string, number>;
}

describe('queue of batches', () => {
	let service: Service;
	let base: string;

	beforeEach(async () => {
		service = await startService();
		base = `/app-projects/${service.emulator.catalogue.appProject().id}/batches`;
	});

	/** Creates a batch with items of its own, so that none is a duplicate. */
	const create = async (size: number, priority = 'FIVE'): Promise<string> => {
		const salt = service.emulator.log.entries().length;
		const items: JsonObject[] = Array.from({ length: size }, (_, index) => ({
			image_url: `https://images.example.org/${salt}/${index}.jpg`,
		}));
		const reply = await service.apps('POST', base, { items, priority_order: priority });
		return (reply.json as { id: string }).id;
	};
	const read = async (id: string): Promise<BatchOnWire> =>
		(await service.apps('GET', `${base}/${id}`)).json as unknown as BatchOnWire;
	const act = async (id: string, verb: string): Promise<string> =>
		codeOf(await service.apps('POST', `${base}/${id}/${verb}`));
	const statuses = async (ids: string[]): Promise<string[]> =>
		(await Promise.all(ids.map(read))).map(({ status }) => status);

	it('labels one after the other: by priority, then smaller ones first', async () => {
		const ids = [
			await create(1, 'ONE'),
			await create(9, 'FOUR'),
			await create(5, 'TWO'),
			await create(3, 'FOUR'),
		];
		for (const id of ids) await act(id, 'start');
		expect(await statuses(ids)).toEqual(['PROCESSING', 'QUEUED', 'QUEUED', 'QUEUED']);
		service.clock.advance(LONGEST_MS);
		expect(await statuses(ids)).toEqual(['COMPLETED', 'QUEUED', 'PROCESSING', 'QUEUED']);
		service.clock.advance(LONGEST_MS);
		expect(await statuses(ids)).toEqual(['COMPLETED', 'QUEUED', 'COMPLETED', 'PROCESSING']);
		service.clock.advance(2 * LONGEST_MS);
		expect(await statuses(ids)).toEqual(Array.from({ length: 4 }, () => 'COMPLETED'));
		const times = (await Promise.all(ids.map(read))).map(({ started_at, finished_at }) => [
			started_at,
			finished_at,
		]);
		const [first, last, second, third] = times;
		expect(second?.[0]).toBe(first?.[1]);
		expect(third?.[0]).toBe(second?.[1]);
		expect(last?.[0]).toBe(third?.[1]);
	});

	it('reaches the same times whether or not anybody looks in between', async () => {
		const run = async (looks: number): Promise<unknown> => {
			service = await startService();
			base = `/app-projects/${service.emulator.catalogue.appProject().id}/batches`;
			const ids = [await create(2), await create(2), await create(2)];
			for (const id of ids) await act(id, 'start');
			for (let look = 0; look < looks; look += 1) {
				service.clock.advance((4 * LONGEST_MS) / looks);
				await read(ids[0] ?? '');
			}
			return (await Promise.all(ids.map(read))).map((batch) => batch.finished_at);
		};
		expect(await run(40)).toEqual(await run(1));
	});

	it('estimates when it will start and end', async () => {
		const [first, second] = [await create(1), await create(2)];
		expect(await read(first)).toMatchObject({ etd: null, eta: null, app_project_eta: null });
		await act(first, 'start');
		await act(second, 'start');
		const [running, queued] = [await read(first), await read(second)];
		expect(running.etd).toBeNull();
		expect(queued.etd).toBe(running.eta);
		expect(Date.parse(`${running.eta}Z`)).toBeGreaterThan(START_MS);
		expect(queued.app_project_eta).toBe(queued.eta);
		expect(queued.items_per_state).toMatchObject({ QUEUED: 2, NEW: 0 });
		service.clock.advance(LONGEST_MS);
		const [done, next] = [await read(first), await read(second)];
		expect([done.eta, done.app_project_eta, next.etd]).toEqual([null, next.eta, null]);
		expect(done.finished_at?.slice(0, 23)).toBe(running.eta);
		service.clock.advance(LONGEST_MS);
		expect((await read(first)).app_project_eta).toBeNull();
	});

	it('starts the next when one is stopped, and changes the order with the priority', async () => {
		const [first, second, third] = [await create(1), await create(2), await create(3)];
		for (const id of [first, second, third]) await act(id, 'start');
		expect(await act(second, 'stop')).toBe('409 INAPPROPRIATE_STATUS');
		await service.apps('PATCH', `${base}/${third}`, { priority_order: 'ONE' });
		expect(await statuses([first, second, third])).toEqual(['PROCESSING', 'QUEUED', 'PROCESSING']);
		service.clock.advance(1_000);
		await act(first, 'stop');
		await act(third, 'stop');
		expect(await statuses([first, second, third])).toEqual(['STOPPED', 'PROCESSING', 'STOPPED']);
		expect((await read(second)).started_at).toBe('2024-01-15T12:00:01.000000');
		await act(first, 'resume');
		expect(await statuses([first, second, third])).toEqual(['PROCESSING', 'PROCESSING', 'STOPPED']);
	});

	it('excludes archived batches until they are restored', async () => {
		const [first, second] = [await create(1), await create(2)];
		await act(first, 'start');
		await act(second, 'start');
		expect(await act(second, 'archive')).toBe('200 undefined');
		service.clock.advance(2 * LONGEST_MS);
		expect(await read(second)).toMatchObject({
			status: 'ARCHIVE',
			items_per_state: { ARCHIVE: 2 },
		});
		await act(second, 'unarchive');
		expect(await read(second)).toMatchObject({
			status: 'PROCESSING',
			started_at: '2024-01-15T12:01:00.000000',
		});
	});

	it('waits indefinitely for people on the page, and can be switched off', async () => {
		service.emulator.switches.set({ manualLabeling: true });
		const [first, second] = [await create(1), await create(2)];
		await act(first, 'start');
		await act(second, 'start');
		service.clock.advance(3_600_000);
		expect(await statuses([first, second])).toEqual(['PROCESSING', 'QUEUED']);
		service.emulator.switches.set({ batchQueue: false });
		expect(await statuses([first, second])).toEqual(['PROCESSING', 'PROCESSING']);
	});
});
