import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { PoolWish } from '../../../emulator/inProcess/seedData.mts';
import type { JsonObject } from '../../../emulator/json.mts';
import { POST, suiteOf, Creating } from '../creating.mts';
import { byId } from '../emulated.mts';

const creating = new Creating();

const CAT = { output_values: { result: 'cat' } };

const create = async (input: IDataObject[], parameters: IDataObject = {}, rest = {}) =>
	await creating.create(input, { input: 'suites', ...parameters }, rest);

describe('each item is a task suite', () => {
	it('creates the suite that an item is, and returns it as the service shows it', async () => {
		const { outputs, error } = await create([
			suiteOf('www.image1.ru', 'www.image2.ru'),
			suiteOf('www.image3.ru'),
		]);
		expect(error).toBeUndefined();
		const suites = creating.suites();
		expect(suites.map(({ tasks }) => tasks.length)).toEqual([2, 1]);
		for (const [index, { json, pairedItem }] of outputs[0].entries()) {
			expect(pairedItem).toEqual({ item: index });
			expect(json).toMatchObject({ id: suites[index].id, pool_id: creating.pool.id, overlap: 3 });
			expect(json.tasks).toMatchObject(suites[index].tasks.map(({ id }) => ({ id })));
			expect(json.created).toBeDefined();
		}
	});

	it('reads a suite from JSON text and omits what only the service sets', async () => {
		const text = JSON.stringify({
			...suiteOf('www.image1.ru'),
			id: 'mine',
			remaining_overlap: 3,
			automerged: false,
			created: '2016-04-18T12:43:04.988',
			overlap: 5,
			infinite_overlap: false,
		});
		const { error } = await create([{ suite: text }], {
			taskSuite: '={{ $json.suite }}',
			overlapMode: 'number',
		});
		expect(error).toBeUndefined();
		expect(creating.suites()[0]).toMatchObject({ overlap: 5 });
		expect(creating.suites()[0].id).not.toBe('mine');
	});

	it('empty lists of solutions are none, also where solutions would be refused', async () => {
		const task = { input_values: { image: 'www.a.ru' }, known_solutions: [] };
		const { error } = await create([{ tasks: [{ ...task, baseline_solutions: [] }] }]);
		expect(error?.message).toBeUndefined();
		const [{ tasks }] = creating.suites();
		expect(tasks[0]).toMatchObject({ input: { image: 'www.a.ru' } });
		const asTask = { ...task, baseline_solutions: '[]' };
		expect((await creating.create([asTask])).error?.message).toBeUndefined();
	});

	it('reads values according to their declared types, as in rows', async () => {
		const inputSpec = { image: { type: 'url' }, n: { type: 'integer' }, day: { type: 'string' } };
		const outputSpec = { ok: { type: 'boolean' } };
		creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec } as PoolWish);
		const day = new Date(0) as unknown as string;
		const known_solutions = JSON.stringify({ output_values: { ok: 'TRUE' } });
		const input_values = { image: 'www.a.ru\r\n', n: '3.0', day };
		const { outputs, error } = await create([{ tasks: [{ input_values, known_solutions }] }]);
		expect(error?.message).toBeUndefined();
		const read = { image: 'www.a.ru', n: 3, day: '1970-01-01T00:00:00.000Z' };
		expect(creating.suites()[0].tasks[0].input).toEqual(read);
		expect(outputs[0][0].json.tasks).toMatchObject([
			{ input_values: read, known_solutions: [{ output_values: { ok: true } }] },
		]);
	});

	it("gives a suite's own overlap precedence, besides others that use the pool's", async () => {
		creating.emulator.switches.set({ suiteOverlapWithDefaults: 'pool' });
		const own = [{ overlap: 5 }, {}, { infinite_overlap: true }, { overlap: '7' }];
		const items = own.map((fields, index) => ({ ...suiteOf(`www.${index}.ru`), ...fields }));
		const { outputs, error } = await create(items);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.overlap)).toEqual([5, 3, undefined, 7]);
		const requests = creating.emulator.log.entries();
		const flags = requests
			.filter(({ route }) => route === POST)
			.map(({ query, count }) => [query.allow_defaults, count]);
		expect(flags.sort()).toEqual([
			['false', 3],
			['true', 1],
		]);
	});

	it.each([
		['Pool Default', {}, { infinite_overlap: false }],
		[
			'Fixed Number',
			{ overlapMode: 'number', overlap: 2 },
			{ overlap: 2, infinite_overlap: false },
		],
		['Infinite', { overlapMode: 'infinite' }, { infinite_overlap: true }],
	])('says whether the overlap is infinite, with %s', async (_mode, parameters, sent) => {
		await create([suiteOf('www.a.ru')], parameters);
		const [{ id }] = creating.emulator.truth.operations();
		const { emulator, credentials } = creating.emulated;
		const url = `${String(credentials.baseUrl)}/api/v1/operations/${id}/log`;
		const headers = { Authorization: `ApiKey ${emulator.apiKey}` };
		const [{ input }] = (await (await fetch(url, { headers })).json()) as [{ input: object }];
		expect(input).toEqual({
			...suiteOf('www.a.ru'),
			...sent,
			pool_id: creating.pool.id,
			__item_idx: '0',
		});
	});

	it('puts suites into the pools that they name', async () => {
		const other = creating.emulator.seedData.addPool({ defaultOverlap: 1 });
		const { outputs, error } = await create([
			{ ...suiteOf('www.image1.ru'), pool_id: other.id },
			suiteOf('www.image2.ru'),
		]);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.pool_id)).toEqual([other.id, creating.pool.id]);
		expect(creating.emulator.log.count(POST)).toBe(2);
	});

	it('needs no pool in the node if every suite names one', async () => {
		const suite = { ...suiteOf('www.image1.ru'), pool_id: Number(creating.pool.id) };
		const { error } = await create([suite], { pool: byId('') });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(1);
	});

	it('never passes on a key that n8n treats as an error', async () => {
		const { outputs } = await create([{ ...suiteOf('www.image1.ru'), error: 'from before' }], {
			options: { returnTaskIds: false },
		});
		expect(outputs[0][0].json).not.toHaveProperty('error');
	});
});

describe('suites that cannot be used', () => {
	const refusals: Array<[string, IDataObject, IDataObject, string]> = [
		[
			'text that is no JSON',
			{ suite: '{"tasks": [' },
			{ taskSuite: '={{ $json.suite }}' },
			'Item 1: the task suite is not valid JSON. Nothing was created',
		],
		[
			'an expression without a result',
			{ other: 1 },
			{ taskSuite: '={{ $json.suite }}' },
			'Item 1: the task suite is missing. Nothing was created',
		],
		[
			'a list instead of one suite',
			{ suite: [suiteOf('www.a.ru')] },
			{ taskSuite: '={{ $json.suite }}' },
			'Item 1: the task suite must be one JSON object. Nothing was created',
		],
		[
			'no tasks',
			{ tasks: [] },
			{},
			'Item 1: field “tasks” must be a list of at least one task. Nothing was created',
		],
		[
			'a task without its input',
			{ tasks: [{ image: 'www.a.ru' }] },
			{},
			'Item 1: field “tasks.0.input_values” must be an object. Nothing was created',
		],
		[
			'a task with a wrong value',
			suiteOf('www.a.ru', 'nothing'),
			{},
			'Item 1: field “tasks.1.input_values.image” must be a link that begins with http://, https:// or www, not “nothing”. Nothing was created',
		],
		[
			'an overlap of 0',
			{ ...suiteOf('www.a.ru'), overlap: 0 },
			{ overlapMode: 'number' },
			'Item 1: field “overlap” must be a whole number from 1 to 30000, not 0. Nothing was created',
		],
		[
			'a number of performers and an infinite one',
			{ ...suiteOf('www.a.ru'), overlap: 2, infinite_overlap: true },
			{ overlapMode: 'number' },
			'Item 1: field “overlap” must be absent when infinite_overlap is true. Nothing was created',
		],
		[
			'an unknown pool',
			{ ...suiteOf('www.a.ru'), pool_id: '99' },
			{},
			'Item 1: There is no pool with the ID 99. Nothing was created',
		],
		[
			'a pool id that is a path',
			{ ...suiteOf('www.a.ru'), pool_id: '../requester' },
			{},
			'Item 1: field “pool_id” is not the ID of a pool: “../requester”. Nothing was created',
		],
		[
			'a pool id with what nobody sees',
			{ ...suiteOf('www.a.ru'), pool_id: '21\u200b' },
			{},
			'Item 1: field “pool_id” is not the ID of a pool: “21” with U+200B (zero width space). Nothing was created',
		],
		[
			'a priority out of range',
			{ ...suiteOf('www.a.ru'), issuing_order_override: 100_000 },
			{},
			'Item 1: field “issuing_order_override” must be a number from -99999.99999 to 99999.99999, not 100000. Nothing was created',
		],
		[
			'baseline solutions',
			{ tasks: [{ input_values: { image: 'www.a.ru' }, baseline_solutions: [CAT] }] },
			{},
			'Item 1: field “tasks.0.baseline_solutions” is only for pools with smart mixing. Nothing was created',
		],
		[
			'a performer named twice',
			{ ...suiteOf('www.a.ru'), reserved_for: ['a', 'a'] },
			{},
			'Item 1: field “reserved_for” names a performer twice. Nothing was created',
		],
	];

	it.each(refusals)('names %s in one sentence', async (_what, item, parameters, sentence) => {
		const good = parameters.taskSuite ? { suite: suiteOf('www.a.ru') } : suiteOf('www.a.ru');
		const { error } = await create([good, item], parameters);
		expect(error?.message).toBe(sentence);
		expect(error?.context?.itemIndex).toBe(1);
		expect(creating.posts()).toBe(0);
	});

	it.each(refusals)(
		'continues without %s on request',
		async (_what, item, parameters, sentence) => {
			const good = parameters.taskSuite ? { suite: suiteOf('www.a.ru') } : suiteOf('www.a.ru');
			const { outputs, error } = await create([good, item], {
				...parameters,
				invalidItems: 'createValid',
			});
			expect(error).toBeUndefined();
			expect(creating.suites()).toHaveLength(1);
			expect(outputs[0][0].json.id).toBe(creating.suites()[0].id);
			expect(outputs[0][1]).toMatchObject({ json: { id: null }, pairedItem: { item: 1 } });
			expect(sentence).toContain(outputs[0][1].json.problem);
		},
	);

	it('refuses a suite that exceeds the size of a request', async () => {
		creating.usePool({ inputSpec: { text: { type: 'string' } }, defaultOverlap: 1 });
		const task = { input_values: { text: 'x'.repeat(400_000) } };
		const { error } = await create([{ tasks: [task, task, task] }]);
		expect(error?.message).toMatch(
			/^Item 0: field “input_values” may have at most 1,048,576 bytes in one task suite, has 1,200,\d\d\d\. Nothing was created$/,
		);
		expect(creating.posts()).toBe(0);
	});

	it.each([
		['the node', {}, { suiteFields: { issuingOrderOverride: 3 } }, undefined],
		['the node', {}, { suiteFields: { issuingOrderOverride: 3 } }, false],
		['its JSON', { issuing_order_override: 3 }, {}, false],
	])(
		'refuses a priority from %s if the pool issues suites in another order',
		async (_where, own, set, says) => {
			const config = { issue_task_suites_in_creation_order: says };
			const rest = says === undefined ? {} : { assignments_issuing_config: config };
			const inputSpec = { image: { type: 'url' as const } };
			creating.usePool({ inputSpec, defaultOverlap: 1, rest: rest as JsonObject });
			const { error } = await create([{ ...suiteOf('www.a.ru'), ...own }], set);
			expect(error?.message).toBe(
				'Item 0: field “issuing_order_override” works only in pools that issue task suites in creation order. Nothing was created',
			);
		},
	);

	it('says that a location on the map is required', async () => {
		creating.usePool({ map: true, inputSpec: { image: { type: 'url' } }, defaultOverlap: 1 });
		const { error } = await create([suiteOf('www.a.ru')]);
		expect(error?.message).toContain('field “longitude” is required');
	});
});
