import { describe, expect, it } from 'vitest';
import type { CreationPlan } from '../../../nodes/shared/toloka/suites/requests.ts';
import { planRequests, readyRequests } from '../../../nodes/shared/toloka/suites/requests.ts';
import type { Draft } from '../../../nodes/shared/toloka/suites/drafts.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts.ts';
import { systemClock } from '../../../nodes/shared/n8n/clock.ts';

const PLAN: CreationPlan = {
	flags: { allowDefaults: true, skipInvalid: false },
	isAsync: true,
	openPool: false,
	runKey: 'run',
};

interface Sent {
	pool_id: string;
	__item_idx?: string;
	tasks: Array<{ input_values: object; known_solutions?: Array<{ output_values: object }> }>;
}

function drafts(count: number, tasks: object[], pool: (index: number) => string = () => '1') {
	return Array.from({ length: count }, (_, index) =>
		draftOf({ pool_id: pool(index), tasks }, [index], false),
	);
}

async function requestsOf(drafts: Draft[], plan: CreationPlan) {
	const requests = await planRequests(drafts, plan, { clock: systemClock });
	return [...readyRequests({ drafts, requests, plan }, requests)];
}

const sentIn = (body: string) => JSON.parse(body) as Sent[];
const bytes = (values: object[]) =>
	values.reduce((sum: number, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0);

describe('dividing suites into requests', () => {
	it('keeps the input values of a request below 1,048,576 bytes, whatever the script', async () => {
		const requests = await requestsOf(
			drafts(300, [{ input_values: { text: 'я'.repeat(5_000) } }]),
			PLAN,
		);
		expect(requests.length).toBeGreaterThan(2);
		for (const { body } of requests) {
			const inputs = sentIn(body).flatMap(({ tasks }) => tasks.map((task) => task.input_values));
			expect(bytes(inputs)).toBeLessThanOrEqual(1_048_576);
		}
	});

	it('keeps the output values of a request below 4,194,304 bytes', async () => {
		const solution = { output_values: { text: 'x'.repeat(100_000) } };
		const task = { input_values: { image: 'a' }, known_solutions: [solution, solution] };
		const requests = await requestsOf(drafts(50, [task]), PLAN);
		for (const { body } of requests) {
			const outputs = sentIn(body).flatMap(({ tasks }) =>
				tasks.flatMap(({ known_solutions: known = [] }) => known.map((one) => one.output_values)),
			);
			expect(bytes(outputs)).toBeLessThanOrEqual(4_194_304);
		}
		expect(requests).toHaveLength(3);
	});

	it('sends at most 10,000 suites, and synchronously at most 5,000 tasks', async () => {
		const all = drafts(12_000, [{ input_values: {} }, { input_values: {} }]);
		expect((await requestsOf(all, PLAN)).map(({ positions }) => positions.length)).toEqual([
			10_000, 2_000,
		]);
		const sync = await requestsOf(all, { ...PLAN, isAsync: false });
		expect(sync.map(({ tasks }) => tasks)).toEqual([5_000, 5_000, 5_000, 5_000, 4_000]);
	});

	it('keeps the order and loses nothing', async () => {
		const positions = (await requestsOf(drafts(25_000, [{ input_values: {} }]), PLAN)).flatMap(
			(request) => request.positions,
		);
		expect(positions).toEqual([...Array(25_000).keys()]);
	});

	it('names each suite by its first item, only where there will be a log', async () => {
		const [first] = await requestsOf(drafts(2, [{ input_values: {} }]), PLAN);
		expect(sentIn(first.body).map((suite) => suite.__item_idx)).toEqual(['0', '1']);
		const [sync] = await requestsOf(drafts(2, [{ input_values: {} }]), { ...PLAN, isAsync: false });
		expect(sync.body).not.toContain('__item_idx');
	});

	it('opens each pool with its last request, and mixes no pools then', async () => {
		const mixed = drafts(24_000, [{ input_values: {} }], (index) => String(index % 2));
		const requests = await requestsOf(mixed, { ...PLAN, openPool: true });
		expect(requests.map(({ opensPool }) => opensPool)).toEqual([false, true, false, true]);
		for (const { body } of requests) {
			expect(new Set(sentIn(body).map((suite) => suite.pool_id)).size).toBe(1);
		}
		expect(await requestsOf(mixed, PLAN)).toHaveLength(3);
	});
});

describe('operation ids', () => {
	const idsOf = async (plan: Partial<CreationPlan>, all = drafts(12_000, [{ input_values: {} }])) =>
		(await requestsOf(all, { ...PLAN, ...plan })).map(({ id }) => id);
	const UUID_V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

	it('are the same for the same run and content, and UUIDs', async () => {
		expect(await idsOf({})).toEqual(await idsOf({}));
		for (const id of await idsOf({})) expect(id).toMatch(UUID_V5);
	});

	it('differ between requests of equal content', async () => {
		expect(new Set(await idsOf({})).size).toBe(2);
	});

	it('differ for another run, another content and other settings', async () => {
		const ids = [
			await idsOf({}),
			await idsOf({ runKey: 'another' }),
			await idsOf({ flags: { allowDefaults: false, skipInvalid: false } }),
			await idsOf({ flags: { allowDefaults: true, skipInvalid: true } }),
			(await idsOf({ openPool: true })).slice(1),
			await idsOf({}, drafts(12_000, [{ input_values: { a: 1 } }])),
			await idsOf({ operationId: 'key' }),
		].flat();
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('are those of the user where one request is enough', async () => {
		const operationId = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';
		const one = drafts(1, [{ input_values: {} }]);
		expect(await requestsOf(one, { ...PLAN, operationId })).toMatchObject([
			{ id: operationId, isGivenId: true },
		]);
		expect(await idsOf({ operationId })).not.toContain(operationId);
		expect(await idsOf({ operationId, runKey: 'a' })).toEqual(
			await idsOf({ operationId, runKey: 'b' }),
		);
	});
});
