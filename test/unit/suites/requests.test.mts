import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../nodes/shared/n8n/clock.ts';
import type { Draft } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import type { Naming } from '../../../nodes/shared/toloka/suites/run/requests.ts';
import {
	dividedRequest,
	markOf,
	nextId,
	planRequests,
	readyRequest,
	requestOf,
} from '../../../nodes/shared/toloka/suites/run/requests.ts';

const NAMING: Naming = { name: 'run', isKey: false, isManual: false, looksFirst: false };

interface Sent {
	pool_id: string;
	__item_idx?: string;
	tasks: Array<{ input_values: object; known_solutions?: Array<{ output_values: object }> }>;
}

function drafts(count: number, tasks: object[], own: (index: number) => object = () => ({})) {
	return Array.from({ length: count }, (_, index) =>
		draftOf({ pool_id: '1', tasks, ...own(index) }, [index], 'suite'),
	);
}

async function requestsOf(drafts: Draft[], naming: Naming = NAMING, isAsync = true) {
	const all = [...drafts.keys()];
	const planned = await planRequests(drafts, all, { clock: systemClock });
	return planned.map((request) => readyRequest({ drafts, naming, isAsync }, request));
}

const sentIn = (body: string) => JSON.parse(body) as Sent[];
const bytes = (values: object[]) =>
	values.reduce((sum: number, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0);

describe('dividing suites into requests', () => {
	it('keeps the input values of a request below 1,048,576 bytes, whatever the script', async () => {
		const requests = await requestsOf(drafts(300, [{ input_values: { text: 'я'.repeat(5_000) } }]));
		expect(requests.length).toBeGreaterThan(2);
		for (const { body } of requests) {
			const inputs = sentIn(body).flatMap(({ tasks }) => tasks.map((task) => task.input_values));
			expect(bytes(inputs)).toBeLessThanOrEqual(1_048_576);
		}
	});

	it('keeps the output values of a request below 4,194,304 bytes', async () => {
		const solution = { output_values: { text: 'x'.repeat(100_000) } };
		const task = { input_values: { image: 'a' }, known_solutions: [solution, solution] };
		const requests = await requestsOf(drafts(50, [task]));
		for (const { body } of requests) {
			const outputs = sentIn(body).flatMap(({ tasks }) =>
				tasks.flatMap(({ known_solutions: known = [] }) => known.map((one) => one.output_values)),
			);
			expect(bytes(outputs)).toBeLessThanOrEqual(4_194_304);
		}
		expect(requests).toHaveLength(3);
	});

	it('sends at most 5,000 tasks', async () => {
		const all = drafts(12_000, [{ input_values: {} }, { input_values: {} }]);
		const tasks = (await requestsOf(all)).map((request) => request.tasks);
		expect(tasks).toEqual([5_000, 5_000, 5_000, 5_000, 4_000]);
	});

	it('sends a suite of more tasks alone', async () => {
		const all = drafts(3, Array(6_000).fill({ input_values: {} }));
		expect((await requestsOf(all)).map(({ positions }) => positions)).toEqual([[0], [1], [2]]);
	});

	it('keeps the order and loses nothing', async () => {
		const positions = (await requestsOf(drafts(25_000, [{ input_values: {} }]))).flatMap(
			(request) => request.positions,
		);
		expect(positions).toEqual([...Array(25_000).keys()]);
	});

	it('names each suite by its first item, only if there will be a log', async () => {
		const [first] = await requestsOf(drafts(2, [{ input_values: {} }]));
		expect(sentIn(first.body).map((suite) => suite.__item_idx)).toEqual(['0', '1']);
		const [sync] = await requestsOf(drafts(2, [{ input_values: {} }]), NAMING, false);
		expect(sync.body).not.toContain('__item_idx');
	});

	it('never mixes suites with and without their own overlap', async () => {
		const own = (index: number) => (index % 3 === 0 ? { overlap: 2 } : {});
		const requests = await requestsOf(drafts(9, [{ input_values: {} }], own));
		expect(requests.map(({ allowDefaults }) => allowDefaults)).toEqual([false, true]);
		expect(requests.map(({ positions }) => positions)).toEqual([
			[0, 3, 6],
			[1, 2, 4, 5, 7, 8],
		]);
		const infinite = drafts(1, [{ input_values: {} }], () => ({ infinite_overlap: true }));
		expect((await requestsOf(infinite))[0].allowDefaults).toBe(false);
	});

	it('divides a request in two, of which the last opens the pool', async () => {
		const all = drafts(3, [{ input_values: {} }]);
		const [request] = await requestsOf(all);
		const run = { drafts: all, naming: NAMING, isAsync: true };
		const parts = dividedRequest(run, { ...request, opensPool: true }, [[0, 1], [2]]);
		expect(parts).toMatchObject([
			{ path: '0.0', positions: [0, 1], tasks: 2, opensPool: false },
			{ path: '0.1', positions: [2], tasks: 1, opensPool: true },
		]);
		const of = request.id;
		expect(parts.map(({ part }) => part)).toEqual([
			{ of, from: 0, isFollowed: true },
			{ of, from: 2, isFollowed: false },
		]);
		expect(dividedRequest(run, parts[1], [[2]])[0].part).toEqual(parts[1].part);
		const [without] = dividedRequest(run, request, [[0, 2]]);
		expect(without.part).toEqual({ of, from: 0, isFollowed: true });
	});
});

describe('operation ids', () => {
	it('never coincide for a part and another request of a key that is a UUID', () => {
		const naming = {
			name: '5c04458e-63c1-46c1-ba0d-6f0756a5358b',
			isKey: true,
			isManual: false,
			looksFirst: true,
		};
		const run = { drafts: drafts(3, [{ input_values: {} }]), naming, isAsync: true };
		const requestAt = (path: string) => ({ ...requestOf(run.drafts, [0, 1, 2]), path });
		const parts = dividedRequest(run, requestAt('0'), [[0], [1], [2]]);
		const paths = ['0', '1', '2'].flatMap((place) => [place, `${place}+`]);
		const requests = [...parts, ...paths.map(requestAt)];
		const ids = requests.map((request) => readyRequest(run, request).id);
		expect(new Set(ids).size).toBe(9);
	});

	const some = (value: object = {}) => drafts(8_000, [{ input_values: value }]);
	const idsOf = async (naming: Partial<Naming>, all = some()) =>
		(await requestsOf(all, { ...NAMING, ...naming })).map(({ id }) => id);
	const UUID_V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

	it('are UUIDs, and equal for the same run and content', async () => {
		expect(await idsOf({})).toEqual(await idsOf({}));
		for (const id of await idsOf({})) expect(id).toMatch(UUID_V5);
	});

	it('differ between requests of equal content, between runs and between contents', async () => {
		const ids = [
			await idsOf({}),
			await idsOf({ name: 'another' }),
			await idsOf({}, some({ a: 1 })),
		];
		expect(new Set(ids.flat()).size).toBe(6);
	});

	it('of a key do not depend on the content', async () => {
		const key = { name: 'key', isKey: true };
		expect(await idsOf(key)).toEqual(await idsOf(key, some({ a: 1 })));
		expect(new Set(await idsOf(key)).size).toBe(2);
	});

	it("are the user's UUID if it is given for the only request", async () => {
		const given = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';
		const one = drafts(1, [{ input_values: {} }]);
		expect(await idsOf({ name: given, isKey: true }, one)).toEqual([given]);
	});

	it('and contents are equal when a request is built again', async () => {
		const tasks = [{ input_values: { t: 'я' } }, { input_values: { t: '"' } }];
		const draft = draftOf({ pool_id: '1', tasks, overlap: 3 }, [4, 6], 'group');
		const [first] = await requestsOf([draft]);
		expect(await requestsOf([draft])).toEqual([first]);
		expect(sentIn(first.body)).toEqual([{ ...draft.json, __item_idx: '4' }]);
	});

	it('are different for other tries', () => {
		const first = nextId(NAMING, '5c04458e-63c1-46c1-ba0d-6f0756a5358b');
		expect(first).toMatch(UUID_V5);
		expect(nextId(NAMING, first)).not.toBe(first);
	});

	it("show the run by the run's mark, also those of parts and of other tries", async () => {
		const mark = markOf(NAMING) ?? '';
		const ids = await idsOf({});
		const [whole] = await requestsOf(drafts(2, [{ input_values: {} }]));
		const run = { drafts: drafts(2, [{ input_values: {} }]), naming: NAMING, isAsync: true };
		const parts = dividedRequest(run, whole, [[0], [1]]).map((part) => readyRequest(run, part).id);
		const all = [...ids, ...parts, nextId(NAMING, ids[0])];
		expect(all.map((id) => id.slice(0, 8))).toEqual(all.map(() => mark));
		expect(new Set(all).size).toBe(all.length);
		expect(markOf({ ...NAMING, name: 'another' })).not.toBe(mark);
	});

	it('of a manual run show the node, whose manual runs share a name', async () => {
		const mark = markOf(NAMING);
		const ids = await idsOf({ isManual: true });
		expect(ids.map((id) => id.slice(0, 8))).toEqual(ids.map(() => mark));
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('of a key have no mark of the run', async () => {
		expect(markOf({ ...NAMING, isKey: true })).toBeUndefined();
		const ids = await idsOf({ isKey: true });
		expect(ids[0].slice(0, 8)).not.toBe(ids[1].slice(0, 8));
	});
});
