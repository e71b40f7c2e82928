import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, hasMore, rowsOf, START_MS, useService, type Service } from './service.mts';

interface ItemRow {
	id: string;
	status: string;
	finished_at?: string;
	created_at: string;
}

async function walk(
	service: Service,
	projectId: string,
	query: string,
	limit: number,
): Promise<ItemRow[]> {
	const rows: ItemRow[] = [];
	let cursor = '';
	for (;;) {
		const path = `/app-projects/${projectId}/items?${query}&limit=${limit}${cursor}`;
		const reply = await service.apps('GET', path);
		const page = rowsOf<ItemRow>(reply);
		rows.push(...page);
		if (!hasMore(reply)) return rows;
		expect(page).toHaveLength(limit);
		expect(page.length).toBeGreaterThan(0);
		cursor = `&after_id=${page.at(-1)?.id}`;
	}
}

const ids = (rows: ReadonlyArray<{ id: string }>): string[] => rows.map(({ id }) => id);

const service = useService({ quotas: false });

describe('list of items', () => {
	it('returns every finished item once with every page size, sort and direction, despite ties', async () => {
		service.emulator.switches.set({ tieShare: 0.5, tieGridMs: 20_000 });
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 17 });
		service.clock.advance(120_000);
		const truth = service.emulator.truth.items(id);
		const times = new Set(truth.map(({ finishedUs }) => finishedUs));
		expect(times.size).toBeLessThan(15);
		for (const sort of [
			'finished',
			'-finished',
			'created',
			'-created',
			'id',
			'-id',
			'-status,created',
		]) {
			const whole = ids(await walk(service, id, `sort=${sort}`, 1000));
			expect([...whole].sort()).toEqual(ids(truth).sort());
			for (const limit of [1, 2, 3, 4, 5, 6, 7, 8, 16, 17]) {
				expect(ids(await walk(service, id, `sort=${sort}`, limit))).toEqual(whole);
			}
		}
	});

	it('announces more only if there is more', async () => {
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 6 });
		service.clock.advance(60_000);
		for (const sort of ['finished', '-finished', 'finished,id']) {
			for (const limit of [5, 6, 7]) {
				const path = `/app-projects/${id}/items?sort=${sort}&limit=${limit}`;
				expect(hasMore(await service.apps('GET', path))).toBe(limit < 6);
			}
		}
		expect(hasMore(await service.v1('GET', '/projects?limit=4'))).toBe(false);
		expect(hasMore(await service.v1('GET', '/projects?limit=3'))).toBe(true);
	});

	it('is ordered by finished_at, then ID', async () => {
		service.emulator.switches.set({ tieShare: 0.5 });
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 50 });
		service.clock.advance(120_000);
		const rows = await walk(service, id, 'sort=finished', 7);
		const earliest = Math.min(
			...service.emulator.truth.items(id).map((item) => item.finishedUs ?? 0),
		);
		expect(earliest).toBeGreaterThan(START_MS * 1000 + 20_000_000);
		const keys = rows.map((row) => `${row.finished_at} ${row.id}`);
		expect(keys).toEqual([...keys].sort());
	});

	it('matches a plain filter of the truth, whatever is requested', async () => {
		service.emulator.switches.set({ tieShare: 0.3, labelErrorShare: 0.2 });
		const { id } = service.emulator.catalogue.appProject();
		for (let upload = 0; upload < 4; upload += 1) {
			service.emulator.seedData.addItems(id, { count: 15 });
			service.clock.advance(11_000);
		}
		const truth = service.emulator.truth.items(id);
		const finished = truth.filter((item) => item.finished);
		expect(finished.length).toBeGreaterThan(10);
		expect(finished.length).toBeLessThan(60);
		const rows = await walk(service, id, 'sort=finished', 1000);
		const times = rows.map((row) => row.finished_at ?? '');
		const bound = fc.constantFrom(...times);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('gt', 'gte', 'lt', 'lte'),
				bound,
				fc.constantFrom('', 'COMPLETED', 'ERROR'),
				fc.constantFrom('finished', '-finished', 'id', '-created', 'finished,id'),
				fc.integer({ min: 1, max: 9 }),
				async (end, time, status, sort, limit) => {
					const fits = (row: ItemRow): boolean => {
						const at = row.finished_at ?? '';
						const inside = { gt: at > time, gte: at >= time, lt: at < time, lte: at <= time };
						return inside[end] && (status === '' || row.status === status);
					};
					const query = `sort=${sort}&finished_${end}=${encodeURIComponent(time)}`;
					const got = await walk(
						service,
						id,
						status === '' ? query : `${query}&status=${status}`,
						limit,
					);
					expect(ids(got).sort()).toEqual(ids(rows.filter(fits)).sort());
				},
			),
			{ numRuns: 60, seed: 1 },
		);
	});

	it('shows late rows only after their delay, in their original position', async () => {
		service.emulator.switches.set({ lateShare: 0.3, lateMs: 30_000 });
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 100 });
		service.clock.advance(30_000);
		const early = ids(await walk(service, id, 'sort=finished', 10));
		expect(early.length).toBeGreaterThan(50);
		expect(early.length).toBeLessThan(90);
		expect(service.emulator.truth.items(id).every(({ finished }) => finished)).toBe(true);
		service.clock.advance(30_000);
		const all = ids(await walk(service, id, 'sort=finished', 10));
		expect(all).toHaveLength(100);
		expect(all.slice(0, early.length)).not.toEqual(early);
		expect(all.filter((item) => early.includes(item))).toEqual(early);
	});

	it('lists unfinished items under sort=finished not at all, first or last', async () => {
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 5 });
		service.clock.advance(60_000);
		const [unfinished] = service.emulator.seedData.addItems(id, { count: 1 });
		const list = (): Promise<ItemRow[]> => walk(service, id, 'sort=finished', 2);
		expect(await list()).toHaveLength(5);
		service.emulator.switches.set({ unfinishedItems: 'first' });
		expect(ids(await list()).indexOf(unfinished ?? '')).toBe(0);
		service.emulator.switches.set({ unfinishedItems: 'last' });
		expect(ids(await list()).indexOf(unfinished ?? '')).toBe(5);
		const pushedOut = await walk(service, id, 'sort=finished&finished_gte=1970-01-01T00:00:00', 2);
		expect(pushedOut).toHaveLength(5);
	});

	it('refuses an unknown after_id, or one outside the order, with 404 or 400', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const [unfinished] = service.emulator.seedData.addItems(id, { count: 1 });
		const ask = async (after: string | undefined): Promise<string> =>
			codeOf(
				await service.apps('GET', `/app-projects/${id}/items?sort=finished&after_id=${after}`),
			);
		expect(await ask('QlvdZj5d53QHj5Nvx9Vd')).toBe('404 DOES_NOT_EXIST');
		expect(await ask(unfinished)).toBe('404 DOES_NOT_EXIST');
		service.emulator.switches.set({ unknownAfterIdStatus: 400 });
		expect(await ask('QlvdZj5d53QHj5Nvx9Vd')).toBe('400 VALIDATION_ERROR');
	});

	it('refuses or reduces a limit above 1000, and refuses an invalid one', async () => {
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, {
			count: 1001,
			finishedFromMs: service.clock.now() - 1000,
		});
		const ask = (limit: string) => service.apps('GET', `/app-projects/${id}/items?limit=${limit}`);
		const refused = await ask('1001');
		expect(refused.json).toMatchObject({ payload: { limit: { code: 'VALUE_GREATER_THAN_MAX' } } });
		service.emulator.switches.set({ limitAboveMax: 'clamp' });
		const cut = await ask('1001');
		expect(rowsOf(cut)).toHaveLength(1000);
		expect(hasMore(cut)).toBe(true);
		for (const limit of ['0', '-1', 'x', '1.5']) {
			expect((await ask(limit)).status).toBe(400);
		}
		expect(rowsOf(await service.apps('GET', `/app-projects/${id}/items`))).toHaveLength(100);
	});

	it('writes dates with the digits and zone of the switches', async () => {
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 1 });
		service.clock.advance(60_000);
		const finishedAt = async (): Promise<string> => {
			const [row] = await walk(service, id, 'sort=finished', 1);
			return row?.finished_at ?? '';
		};
		for (const digits of [0, 2, 3, 5, 6]) {
			service.emulator.switches.set({ dateDigits: digits });
			expect((await finishedAt()).split('.')[1]?.length ?? 0).toBe(digits);
		}
		service.emulator.switches.set({ dateZone: 'always' });
		expect(await finishedAt()).toMatch(/Z$/);
		service.emulator.switches.set({ dateZone: 'offset' });
		expect(await finishedAt()).toMatch(/\d\+00:00$/);
		const query = `sort=finished&finished_gte=${encodeURIComponent(await finishedAt())}`;
		expect(await walk(service, id, query, 1)).toHaveLength(1);
	});

	it('keeps the order of times with different numbers of digits', async () => {
		service.emulator.switches.set({ dateDigits: 'mixed', dateZone: 'mixed' });
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 200 });
		service.clock.advance(60_000);
		const rows = await walk(service, id, 'sort=finished', 50);
		const padded = rows.map((row) => {
			const [whole = '', fraction = ''] = (row.finished_at ?? '').replace('Z', '').split('.');
			return whole + fraction.padEnd(6, '0');
		});
		expect(padded).toEqual([...padded].sort());
		const digits = rows.map(
			(row) => (row.finished_at ?? '').replace('Z', '').split('.')[1]?.length ?? 0,
		);
		expect(new Set(digits).size).toBeGreaterThanOrEqual(4);
	});

	it('may refuse a range of times together with a cursor', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const [first] = service.emulator.seedData.addItems(id, { count: 3, finishedFromMs: 0 });
		const path = `/app-projects/${id}/items?sort=finished&after_id=${first}`;
		const both = `${path}&finished_gte=1970-01-01`;
		expect(rowsOf(await service.apps('GET', both))).toHaveLength(2);
		service.emulator.switches.set({ finishedWithAfterId: 'reject' });
		expect((await service.apps('GET', both)).json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: { finished_gte: { code: 'VALUE_NOT_ALLOWED' } },
		});
		expect(rowsOf(await service.apps('GET', path))).toHaveLength(2);
	});

	it('may compare dates only by milliseconds', async () => {
		const { id } = service.emulator.catalogue.appProject();
		service.emulator.seedData.addItems(id, { count: 1 });
		service.clock.advance(60_000);
		const [row] = await walk(service, id, 'sort=finished', 1);
		const query = `sort=finished&finished_gt=${encodeURIComponent(row?.finished_at ?? '')}`;
		expect(await walk(service, id, query, 1)).toHaveLength(0);
		service.emulator.switches.set({ dateFilterPrecision: 'milliseconds' });
		expect(await walk(service, id, query, 1)).toHaveLength(1);
	});
});
