import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { mounts, routeName } from '../../emulator/service/routes.mts';
import { createJudge, violations } from '../conformance/check.mts';
import { shapesOf } from '../conformance/shapes.mts';
import { startService } from './service.mts';

const ITEM = 'GET /app-projects/{id}/items/{itemId}';
const BATCH = 'GET /app-projects/{id}/batches/{batchId}';

const item: JsonObject = {
	id: 'QlvdZj5d53QHj5Nvx9Vd',
	app_project_id: '6Vv8kdlrjLYu7ZgPdezj',
	status: 'COMPLETED',
	input_data: { text: 'Kate' },
	output_data: { result: ['OK'] },
	errors: [],
	created_at: '2021-10-03T09:49:14.028',
	started_at: '2021-10-03T10:10:27.561182',
	finished_at: '2021-10-03T11:24:46.818213',
};

const batch: JsonObject = {
	id: 'z1Qy7aryrj9har9yKdY0',
	app_project_id: '6Vv8kdlrjLYu7ZgPdezj',
	status: 'NEW',
	name: '',
	items_count: 4,
	item_price: 0.07,
	cost: 0.28,
	cost_of_processed: 0,
	created_at: '2023-04-17T08:58:38.692',
	read_only: false,
	priority_order: 'FIVE',
	etd: null,
	eta: null,
};

describe('the conformance check of answers', () => {
	it('accepts good ones', () => {
		expect(violations(ITEM, 200, item)).toEqual([]);
		expect(violations(BATCH, 200, batch)).toEqual([]);
		const page = { content: [item], has_more: false };
		expect(violations('GET /app-projects/{id}/items', 200, page)).toEqual([]);
		expect(violations('POST /pools/{id}/open', 204, undefined)).toEqual([]);
	});

	it.each<[string, string, JsonObject]>([
		['a field that no document names', ITEM, { ...item, labels: [] }],
		['a status that no document names', ITEM, { ...item, status: 'DONE' }],
		['an end before its time', ITEM, { ...item, status: 'PROCESSING', output_data: {} }],
		['a date in words', ITEM, { ...item, created_at: 'today' }],
		['a number as text', BATCH, { ...batch, cost: '0.28' }],
		['both names of the count', BATCH, { ...batch, item_count: 4 }],
		['a queued batch without a forecast', BATCH, { ...batch, status: 'QUEUED' }],
		['a forecast for a new batch', BATCH, { ...batch, eta: '2023-04-17T08:58:38.692' }],
		['a page without an end', 'GET /apps', { content: [] }],
		['a list under the other name', 'GET /apps', { items: [], has_more: false }],
	])('refuses %s', (_what, route, body) => {
		expect(violations(route, 200, body)).not.toEqual([]);
	});

	it('requires the error object, with its payload if fields are invalid', () => {
		const error: JsonObject = { request_id: 'a', code: 'ACCESS_DENIED', message: 'Access denied' };
		expect(violations(ITEM, 403, error)).toEqual([]);
		expect(violations(ITEM, 409, undefined)).toEqual([]);
		expect(violations(ITEM, 403, { ...error, reason: 'none' })).not.toEqual([]);
		expect(violations(ITEM, 400, { ...error, code: 'VALIDATION_ERROR' })).not.toEqual([]);
		expect(violations(ITEM, 200, error)).not.toEqual([]);
	});

	it('knows every registered route, and reports answers it does not know', () => {
		const names = mounts.flatMap(({ routes }) => routes.map(routeName));
		expect(names.filter((name) => shapesOf(name) === undefined)).toEqual([]);
		expect(violations('GET /elsewhere', 200, {})).toHaveLength(1);
	});

	it('sees the answers of an emulator before faults change them, and reports problems at the end', async () => {
		const judge = createJudge();
		const seen: string[] = [];
		const service = await startService({
			onReply: (route, status, body) => {
				seen.push(`${route} ${status}`);
				judge.onReply(route, status, route === 'GET /apps' ? { wrong: true } : body);
			},
		});
		const { id } = service.emulator.catalogue.appProject();
		await service.apps('GET', `/app-projects/${id}`);
		service.emulator.faults.add({
			kind: 'garbage',
			applied: true,
			match: { route: 'GET /requester' },
		});
		await service.v1('GET', '/requester');
		await service.apps('GET', '/nowhere');
		expect(seen).toEqual([
			'GET /app-projects/{id} 200',
			'GET /requester 200',
			'GET /api/app/v0/nowhere 404',
		]);
		expect(() => judge.verdict()).not.toThrow();
		await service.apps('GET', '/apps');
		expect(() => judge.verdict()).toThrow('GET /apps 200: ');
		expect(() => judge.verdict()).not.toThrow();
	});
});
