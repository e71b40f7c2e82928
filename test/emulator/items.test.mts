import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import type { Switches } from '../../emulator/steering/switches.mts';
import { codeOf, rowsOf, useService, type Reply, type Service } from './service.mts';

const good = (index: number): JsonObject => ({
	id: String(index),
	image_url: `https://images.example.org/${index}.jpg`,
});

async function pushTo(
	service: Service,
	projectId: string,
	items: JsonObject[],
	extra: JsonObject = {},
): Promise<Reply> {
	return await service.apps('POST', `/app-projects/${projectId}/items/bulk`, { items, ...extra });
}

function textProject({ emulator }: Service): string {
	const named = emulator.catalogue.appProjects().find(({ name }) => name === 'Text classification');
	return named?.id ?? '';
}

const service = useService();

describe('bulk upload', () => {
	it('creates every item in order, and labels them by the clock alone', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const ids = rowsOf<string>(await pushTo(service, id, [good(1), good(2), good(3)]));
		expect(service.emulator.truth.items(id).map((item) => item.id)).toEqual(ids);
		const item = async (): Promise<unknown> =>
			(await service.apps('GET', `/app-projects/${id}/items/${ids[0]}`)).json;
		expect(await item()).toMatchObject({ status: 'NEW', output_data: {}, errors: [] });
		expect(await item()).not.toHaveProperty('finished_at');
		expect(await item()).not.toHaveProperty('batch_id');
		service.clock.advance(30_000);
		expect(await item()).toMatchObject({
			status: 'COMPLETED',
			input_data: good(1),
			output_data: { result: [expect.any(String)], confidence: expect.any(Number) },
			finished_at: expect.stringMatching(/^2024-01-15T12:00:\d\d\.\d{6}$/),
		});
	});

	it('refuses the whole upload and names every invalid field by its index', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const reply = await pushTo(service, id, [
			{ id: 'a' },
			good(1),
			{ image_url: 'ftp://example.org', colour: 'red', source: 'elsewhere' },
		]);
		expect(reply.status).toBe(400);
		expect(reply.json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: {
				'input_data.0.image_url': { code: 'VALUE_REQUIRED' },
				'input_data.2.image_url': { code: 'INVALID_URL_SYNTAX' },
				'input_data.2.colour': { code: 'VALUE_NOT_ALLOWED' },
				'input_data.2.source': { code: 'UNKNOWN_ENUM_VALUE' },
			},
		});
		expect(service.emulator.truth.items(id)).toEqual([]);
	});

	it('accepts 10,000 items and not one more', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const items = Array.from({ length: 10_001 }, (_, index) => good(index));
		expect(codeOf(await pushTo(service, id, items))).toBe('413 ENTITY_TOO_LARGE');
		expect(rowsOf(await pushTo(service, id, items.slice(1)))).toHaveLength(10_000);
		expect(service.emulator.log.entries().map(({ count }) => count)).toEqual([10_001, 10_000]);
	});

	it('ignores errors only in a batch, which records the skipped items', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const ignoring = { ignore_errors: true };
		const streamed = await pushTo(service, id, [good(1), {}], ignoring);
		expect(streamed.json).toMatchObject({ payload: { ignore_errors: expect.anything() } });
		const batch = (await service.apps('POST', `/app-projects/${id}/batches`, { items: [good(0)] }))
			.json as { id: string };
		const reply = await pushTo(service, id, [good(1), {}, good(2)], {
			...ignoring,
			batch_id: batch.id,
		});
		expect(rowsOf(reply)).toHaveLength(2);
		const after = await service.apps('GET', `/app-projects/${id}/batches/${batch.id}`);
		expect(after.json).toMatchObject({
			items_count: 3,
			validation_errors: { 'input_data.1.image_url': { code: 'VALUE_REQUIRED' } },
			last_items_import: { records_count: 3, records_skipped: 1 },
		});
	});

	it.each([
		['ARCHIVED', '409 PROJECT_INAPPROPRIATE_STATUS'],
		['ERROR', '409 PROJECT_INAPPROPRIATE_STATUS'],
		['CREATING', '200 undefined'],
	] as const)('answers an upload to a project that is %s with %s', async (status, answer) => {
		const project = service.emulator.seedData.addAppProject({ status });
		expect(codeOf(await pushTo(service, project.id, [good(1)]))).toBe(answer);
	});

	it('keeps items of a project that is being checked waiting until it is ready', async () => {
		const { id } = service.emulator.seedData.addAppProject({ status: 'CREATING' });
		await pushTo(service, id, [good(1)]);
		service.clock.advance(3_600_000);
		expect(service.emulator.truth.items(id)[0]?.status).toBe('NEW');
		service.emulator.seedData.setAppProjectStatus(id, 'READY');
		service.clock.advance(30_000);
		expect(service.emulator.truth.items(id)[0]?.status).toBe('COMPLETED');
	});

	it('returns shuffled IDs of the same items on request', async () => {
		service.emulator.switches.set({ bulkIdsOrder: 'shuffled' });
		const { id } = service.emulator.catalogue.appProject();
		const items = Array.from({ length: 20 }, (_, index) => good(index));
		const ids = rowsOf<string>(await pushTo(service, id, items));
		const created = service.emulator.truth.items(id).map((item) => item.id);
		expect(ids).not.toEqual(created);
		expect([...ids].sort()).toEqual([...created].sort());
	});

	it('copies the answer of a labeled duplicate unless a new original is forced', async () => {
		const { id } = service.emulator.catalogue.appProject();
		await pushTo(service, id, [good(1)]);
		await pushTo(service, id, [good(1)]);
		service.clock.advance(60_000);
		await pushTo(service, id, [good(1), good(2)]);
		await pushTo(service, id, [good(1)], { force_new_original: true });
		const truth = service.emulator.truth.items(id);
		expect(truth.map(({ status }) => status)).toEqual([
			'COMPLETED',
			'COMPLETED',
			'COMPLETED',
			'NEW',
			'NEW',
		]);
		expect(truth[2]?.output).toEqual(truth[0]?.output);
		expect(new Set(truth.map((item) => item.id)).size).toBe(5);
		const single = { input_data: good(1) };
		expect((await service.apps('POST', `/app-projects/${id}/items`, single)).json).toMatchObject({
			status: 'COMPLETED',
			output_data: truth[0]?.output,
		});
		service.emulator.switches.set({ duplicates: 'label' });
		await pushTo(service, id, [good(1)]);
		expect(service.emulator.truth.items(id)[6]?.status).toBe('NEW');
	});

	it('makes a share of the items fail, which finish nevertheless', async () => {
		const project = service.emulator.seedData.addAppProject({ labeling: { errorShare: 0.3 } });
		service.emulator.seedData.addItems(project.id, { count: 200 });
		service.clock.advance(60_000);
		const failed = service.emulator.truth
			.items(project.id)
			.filter(({ status }) => status === 'ERROR');
		expect(failed.length).toBeGreaterThan(30);
		expect(failed.length).toBeLessThan(90);
		const path = `/app-projects/${project.id}/items?sort=finished&status=ERROR`;
		const rows = rowsOf<JsonObject>(await service.apps('GET', path));
		expect(rows).toHaveLength(failed.length);
		expect(rows[0]).toMatchObject({ output_data: {}, finished_at: expect.any(String) });
		expect(rows[0]?.errors).toHaveLength(1);
	});

	it('refuses bodies that are not an upload', async () => {
		const { id } = service.emulator.catalogue.appProject();
		const path = `/app-projects/${id}/items/bulk`;
		const bodies: Json[] = [
			[],
			{},
			{ items: [] },
			{ items: {} },
			{ items: [1] },
			{ items: [good(1)], extra: 1 },
		];
		for (const body of bodies) {
			expect(codeOf(await service.apps('POST', path, body))).toBe('400 VALIDATION_ERROR');
		}
		expect(codeOf(await service.apps('POST', path))).toBe('400 VALIDATION_ERROR');
		expect(service.emulator.truth.items(id)).toEqual([]);
	});
});

describe('input_spec', () => {
	it.each<[string, JsonObject, string | null]>([
		['text', { text: 1 }, 'STRING_EXPECTED'],
		['text', { text: '' }, 'STRING_LENGTH_LESS_THAN_MIN'],
		['text', { text: null }, 'VALUE_REQUIRED'],
		['priority', { text: 'a', priority: 1.5 }, 'INTEGER_EXPECTED'],
		['priority', { text: 'a', priority: 11 }, 'VALUE_GREATER_THAN_MAX'],
		['score', { text: 'a', score: '1' }, 'FLOAT_EXPECTED'],
		['is_reply', { text: 'a', is_reply: 'yes' }, 'BOOLEAN_EXPECTED'],
		['tags', { text: 'a', tags: 'x' }, 'ARRAY_EXPECTED'],
		['tags', { text: 'a', tags: [1] }, 'STRING_EXPECTED'],
		[
			'tags',
			{ text: 'a', tags: Array.from({ length: 21 }, String) },
			'ARRAY_SIZE_GREATER_THAN_MAX',
		],
		['meta', { text: 'a', meta: '{' }, 'JSON_EXPECTED'],
		['place', { text: 'a', place: '91,0' }, 'INVALID_COORDINATES_SYNTAX'],
		['place', { text: 'a', place: '53.91,27.53', meta: { a: 1 }, priority: 0 }, null],
		['priority', { text: 'a', priority: null }, null],
	])('checks %s in %j', async (field, input, code) => {
		const reply = await pushTo(service, textProject(service), [input]);
		expect(reply.status).toBe(code === null ? 200 : 400);
		if (code !== null) {
			expect(reply.json).toMatchObject({ payload: { [`input_data.0.${field}`]: { code } } });
		}
	});
});

describe('a service that normalizes', () => {
	const sent = { text: 'Kate', priority: 3, score: 0.5, link: 'https://Example.org' };
	const keeps = async (normalizeInput: Switches['normalizeInput']): Promise<unknown> => {
		service.emulator.reset();
		service.emulator.switches.set({ normalizeInput });
		const id = textProject(service);
		const [itemId] = rowsOf<string>(await pushTo(service, id, [sent]));
		expect(service.emulator.truth.items(id)).toMatchObject([{ sent }]);
		const item = await service.apps('GET', `/app-projects/${id}/items/${itemId}`);
		return (item.json as { input_data: unknown }).input_data;
	};

	it('returns inputs as it keeps them', async () => {
		expect(await keeps('none')).toEqual(sent);
		expect(await keeps('url')).toEqual({ ...sent, link: 'https://example.org/' });
		expect(await keeps('text')).toEqual({ ...sent, priority: '3', score: '0.5' });
		expect(await keeps('default-field')).toEqual({
			...sent,
			is_reply: false,
			tags: [],
			meta: null,
			place: null,
			locale: '',
		});
	});

	it('adds its own field unless an optional one was left out', async () => {
		service.emulator.switches.set({ normalizeInput: 'default-field' });
		const { id } = service.emulator.seedData.addAppProject({
			inputSpec: { text: { type: 'string' } },
		});
		await pushTo(service, id, [{ text: 'Kate' }]);
		expect(service.emulator.truth.items(id)).toMatchObject([
			{ sent: { text: 'Kate' }, input: { text: 'Kate', locale: 'EN' } },
		]);
	});
});
