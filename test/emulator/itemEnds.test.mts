import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';

const items = Array.from({ length: 3 }, (_, index) => ({
	image_url: `https://images.example.org/${index}.jpg`,
}));

describe('items that end without an answer', () => {
	const service = useService();
	let projectId: string;
	let batchId: string;

	beforeEach(async () => {
		projectId = service.emulator.catalogue.appProject().id;
		const path = `/app-projects/${projectId}/batches`;
		batchId = ((await service.apps('POST', path, { items })).json as { id: string }).id;
		await service.apps('POST', `${path}/${batchId}/start`);
		service.clock.advance(10_000);
	});

	const ids = (): string[] => service.emulator.truth.items(projectId).map(({ id }) => id);
	const batch = async (): Promise<JsonObject> =>
		(await service.apps('GET', `/app-projects/${projectId}/batches/${batchId}`)).json as JsonObject;
	const finished = async (): Promise<JsonObject[]> =>
		rowsOf(await service.apps('GET', `/app-projects/${projectId}/items?sort=finished`));

	it('are CANCELLED without answers, and the batch ends without them', async () => {
		const [first = ''] = ids();
		service.emulator.seedData.setItemStatus(projectId, [first], 'CANCELLED');
		service.clock.advance(60_000);
		expect(await batch()).toMatchObject({
			status: 'COMPLETED',
			items_per_state: { CANCELLED: 1, COMPLETED: 2 },
			cost_of_processed: 0.06,
		});
		const path = `/app-projects/${projectId}/items`;
		const canceled = (await service.apps('GET', `${path}/${first}`)).json;
		expect(canceled).toMatchObject({ status: 'CANCELLED', output_data: {}, errors: [] });
		expect(canceled).not.toHaveProperty('finished_at');
		expect(await finished()).toHaveLength(2);
		service.emulator.seedData.setItemStatus(projectId, ids(), 'CANCELLED');
		expect((await batch()).status).toBe('CANCELLED');
		expect(rowsOf(await service.apps('GET', `${path}?status=CANCELLED`))).toHaveLength(3);
	});

	it('wait as NO_MONEY until there is money', async () => {
		service.emulator.seedData.setItemStatus(projectId, ids().slice(1), 'NO_MONEY');
		expect((await batch()).status).toBe('PROCESSING');
		service.clock.advance(60_000);
		expect(await batch()).toMatchObject({ status: 'NO_MONEY', items_per_state: { NO_MONEY: 2 } });
		expect(await batch()).not.toHaveProperty('finished_at');
		service.emulator.seedData.setItemStatus(projectId, ids().slice(1), 'PROCESSING');
		service.clock.advance(30_000);
		expect(await batch()).toMatchObject({ status: 'COMPLETED', items_processed_count: 3 });
	});

	it('make their batch end with ERROR if it contains nothing else', async () => {
		service.emulator.switches.set({ labelErrorShare: 1 });
		const path = `/app-projects/${projectId}/batches`;
		const body = { items, force_new_original: true };
		batchId = ((await service.apps('POST', path, body)).json as { id: string }).id;
		await service.apps('POST', `${path}/${batchId}/start`);
		service.clock.advance(120_000);
		expect(await batch()).toMatchObject({ status: 'ERROR', items_per_state: { ERROR: 3 } });
	});

	it('can be drawn at random, with or without a finishing time', async () => {
		service.emulator.switches.set({ labelErrorShare: 0.3, labelCancelShare: 0.3 });
		const drawn = (): Promise<JsonObject[]> => {
			const project = service.emulator.seedData.addAppProject().id;
			service.emulator.seedData.addItems(project, { count: 100 });
			service.clock.advance(60_000);
			return service
				.apps('GET', `/app-projects/${project}/items?sort=id`)
				.then((reply) => rowsOf<JsonObject>(reply));
		};
		const timed = (rows: JsonObject[], status: string): boolean[] => [
			...new Set(rows.filter((row) => row.status === status).map((row) => 'finished_at' in row)),
		];
		const dated = await drawn();
		for (const status of ['COMPLETED', 'ERROR', 'CANCELLED']) {
			expect(timed(dated, status), status).toEqual([true]);
		}
		service.emulator.switches.set({ unlabeledEnd: 'undated' });
		const undated = await drawn();
		expect(timed(undated, 'COMPLETED')).toEqual([true]);
		expect(timed(undated, 'ERROR')).toEqual([false]);
		expect(timed(undated, 'CANCELLED')).toEqual([false]);
	});

	it('are archived individually, keep their answers, and can be restored', async () => {
		service.clock.advance(60_000);
		const [first = ''] = ids();
		const before = await finished();
		service.emulator.seedData.setItemStatus(projectId, [first], 'ARCHIVE');
		expect((await finished()).filter(({ status }) => status === 'ARCHIVE')).toMatchObject([
			{ id: first, output_data: { result: expect.any(Array) } },
		]);
		service.emulator.seedData.setItemStatus(projectId, [first], 'PROCESSING');
		expect(await finished()).toEqual(before);
	});

	it('can be controlled over HTTP', async () => {
		const [first = ''] = ids();
		const path = `/items/${first}/status`;
		expect((await service.control('POST', path, { status: 'CANCELLED' })).status).toBe(200);
		expect(service.emulator.truth.items(projectId)[0]?.status).toBe('CANCELLED');
		expect((await service.control('POST', path, { status: 'LOST' })).text).toContain(
			'must be one of',
		);
		expect((await service.control('POST', '/items/x/status', { status: 'ARCHIVE' })).status).toBe(
			404,
		);
	});
});
