import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from './aggregated.mts';
import { byId } from './emulated.mts';
import { CONTINUE, RETRY, rows, useOperating } from './operating.mts';

const PATCH = 'PATCH /assignments/{id}';
const LIST = 'GET /assignments';

const operating = useOperating();

/** Assignments in a pool of its own; gives the pool and the ids. */
function assignments(count: number, status: 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'ACTIVE') {
	const { seedData } = operating.emulator;
	const pool = seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
	return { pool, ids: seedData.addAssignments(pool, { count, status }) };
}

const truth = (pool: string) => operating.emulator.truth.assignments(pool);
const statuses = (pool: string) => truth(pool).map(({ status }) => status);

describe('getting assignments', () => {
	it('gets one with its tasks and answers', async () => {
		const { ids } = assignments(1, 'SUBMITTED');
		const result = await operating.operate('assignment:get', { assignmentId: '={{ $json.id }}' }, [
			{ id: ids[0] },
		]);
		expect(rows(result)).toEqual([
			expect.objectContaining({
				id: ids[0],
				status: 'SUBMITTED',
				tasks: [expect.anything()],
				solutions: [{ output_values: expect.anything() }],
			}),
		]);
	});

	it('an unknown one names it and the item', async () => {
		const { error } = await operating.operate('assignment:get', { assignmentId: 'x--1' });
		expect(error?.message).toMatch(/reading assignment x--1/);
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('gets one item per answer, output values at the top', async () => {
		const { seedData } = operating.emulator;
		const outputSpec = { result: { type: 'string' }, status: { type: 'string' } } as const;
		const pool = seedData.addPool({ status: 'OPEN', outputSpec }).id;
		seedData.addAssignments(pool, {
			count: 2,
			tasksPerSuite: 2,
			answer: (index) => ({ result: `answer ${index}`, status: 'fine' }),
		});
		const result = await operating.operate('assignment:getMany', { pool: byId(pool) });
		expect(rows(result).map(({ result: value }) => value)).toEqual([
			'answer 0',
			'answer 1',
			'answer 2',
			'answer 3',
		]);
		const [first] = truth(pool);
		expect(rows(result)[1]).toEqual({
			result: 'answer 1',
			output_status: 'fine',
			assignment_id: first.id,
			task_id: first.taskIds[1],
			task_suite_id: first.taskSuiteId,
			pool_id: pool,
			user_id: first.userId,
			status: 'ACCEPTED',
			is_control: false,
			submitted: expect.any(String),
			input_values: {},
		});
		const raw = { pool: byId(pool), simplify: false };
		const whole = await operating.operate('assignment:getMany', raw);
		expect(rows(whole)[1].output_values).toEqual({ result: 'answer 1', status: 'fine' });
	});

	it('gets whole assignments of the wanted statuses', async () => {
		const { pool } = assignments(2, 'SUBMITTED');
		operating.emulator.seedData.addAssignments(pool, { count: 3, status: 'REJECTED' });
		operating.emulator.seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		const read = async (wanted: string[]) =>
			rows(
				await operating.operate('assignment:getMany', {
					pool: byId(pool),
					statuses: wanted,
					assignmentOutput: 'assignments',
				}),
			).map(({ status }) => status);
		expect(await read(['REJECTED'])).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
		expect((await read(['SUBMITTED', 'ACTIVE'])).sort()).toEqual([
			'ACTIVE',
			'SUBMITTED',
			'SUBMITTED',
		]);
		expect(await read([])).toHaveLength(6);
	});

	it('work that was not handed in has no answers', async () => {
		const { pool } = assignments(1, 'ACTIVE');
		for (const missingSolutions of ['absent', 'empty'] as const) {
			operating.emulator.switches.set({ missingSolutions });
			const parameters = { pool: byId(pool), statuses: ['ACTIVE'] };
			expect(rows(await operating.operate('assignment:getMany', parameters))).toEqual([]);
		}
	});

	it('marks answers to control tasks, and leaves them out on request', async () => {
		const { seedData, clock } = operating.emulator;
		const mixerConfig = { real_tasks_count: 2, golden_tasks_count: 1, training_tasks_count: 0 };
		const pool = seedData.addPool({ status: 'CLOSED', mixerConfig, performers: true }).id;
		seedData.addTasks(pool, { count: 4, overlap: 1 });
		seedData.addTasks(pool, { count: 5, known: () => ({ result: 'cat' }) });
		seedData.openPool(pool);
		await clock.advance(3_600_000);
		const parameters = { pool: byId(pool) };
		const all = rows(await operating.operate('assignment:getMany', parameters));
		expect(all.filter(({ is_control }) => is_control === true)).toHaveLength(2);
		expect(all).toHaveLength(6);
		const options = { includeControlTasks: false };
		const own = await operating.operate('assignment:getMany', { ...parameters, options });
		expect(rows(own).map(({ is_control }) => is_control)).toEqual([false, false, false, false]);
	});

	it('says where the limit cut the result, and not where it did not', async () => {
		const { pool } = assignments(5, 'SUBMITTED');
		const cut = await operating.operate('assignment:getMany', { pool: byId(pool), limit: 4 });
		expect(rows(cut)).toHaveLength(4);
		expect(hintsOf(cut)).toEqual([expect.stringContaining('cut at 4 items')]);
		const whole = await operating.operate('assignment:getMany', { pool: byId(pool), limit: 5 });
		expect(rows(whole)).toHaveLength(5);
		expect(hintsOf(whole)).toEqual([]);
	});

	it.each(['reject', 'clamp'] as const)(
		'reads many pages where large ones are a %s',
		async (how) => {
			const { emulator } = operating;
			emulator.switches.set({ limitAboveMax: how, requestsPerSecond: 0 });
			const { pool } = assignments(0, 'SUBMITTED');
			emulator.seedData.addBulkAssignments(pool, { count: 2_000 });
			const result = await operating.operate('assignment:getMany', {
				pool: byId(pool),
				returnAll: true,
			});
			expect(new Set(rows(result).map(({ task_id }) => task_id)).size).toBe(2_000);
			expect(emulator.log.count(LIST)).toBeLessThan(10);
		},
	);

	it('gets those handed in since a time, in the zone of the workflow', async () => {
		const { seedData, clock } = operating.emulator;
		const pool = seedData.addPool({ status: 'OPEN' }).id;
		const toMs = clock.now();
		const fromMs = toMs - 10 * 3_600_000;
		seedData.addAssignments(pool, { count: 10, status: 'SUBMITTED', fromMs, toMs });
		const since = new Date(toMs - 3.5 * 3_600_000).toISOString();
		const parameters = { pool: byId(pool), statuses: ['SUBMITTED'], options: { since } };
		expect(rows(await operating.operate('assignment:getMany', parameters))).toHaveLength(4);
	});

	const bad: Array<[IDataObject, string]> = [
		[{ options: { since: 'now' } }, 'Since of item 0 is not a clear time: “now”'],
		[{ limit: 0 }, 'Limit must be a whole number of 1 or more, not “0”'],
		[{ statuses: ['DONE'] }, 'Statuses of item 0 has “DONE”, which is no status of assignments'],
		[{ pool: byId('={{ $json.none }}') }, 'Pool of item 0 is empty'],
	];
	it.each(bad)('refuses %j before any request', async (parameters, message) => {
		const all = { pool: byId('1'), ...parameters };
		const { error } = await operating.operate('assignment:getMany', all);
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(operating.emulator.log.entries()).toEqual([]);
	});
});

describe('reviewing assignments', () => {
	const accept = async (ids: unknown[], parameters: IDataObject = {}, rest = {}) =>
		await operating.operate(
			'assignment:accept',
			{ assignmentId: '={{ $json.id }}', ...parameters },
			ids.map((id, index) => ({ id, why: `reason ${index}` }) as IDataObject),
			rest,
		);
	const reject = async (ids: unknown[], parameters: IDataObject = {}, rest = {}) =>
		await operating.operate(
			'assignment:reject',
			{ assignmentId: '={{ $json.id }}', comment: '={{ $json.why }}', ...parameters },
			ids.map((id, index) => ({ id, why: `reason ${index}` }) as IDataObject),
			rest,
		);

	it.each(['full', 'changed'] as const)('accepts, whatever the %s reply', async (reviewReply) => {
		operating.emulator.switches.set({ reviewReply });
		const { pool, ids } = assignments(2, 'SUBMITTED');
		const result = await accept(ids);
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual(
			ids.map((id) =>
				expect.objectContaining({ assignment_id: id, status: 'ACCEPTED', existed: false }),
			),
		);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});

	it('rejects with the comment of each item', async () => {
		const { pool, ids } = assignments(2, 'SUBMITTED');
		const result = await reject(ids);
		expect(result.error).toBeUndefined();
		expect(truth(pool).map(({ status, publicComment }) => [status, publicComment])).toEqual([
			['REJECTED', 'reason 0'],
			['REJECTED', 'reason 1'],
		]);
	});

	it.each([
		['', 'Comment is empty for item 1. A rejected performer must be told why'],
		['x'.repeat(2_049), 'Comment of item 1 has 2,049 characters; 2,048 are allowed'],
	])('rejects nothing where a comment is unusable', async (comment, message) => {
		const { pool, ids } = assignments(2, 'SUBMITTED');
		const own = ids.map((id, index) => ({ id, why: index === 1 ? comment : 'blurred' }));
		const parameters = { assignmentId: '={{ $json.id }}', comment: '={{ $json.why }}' };
		const { error } = await operating.operate('assignment:reject', parameters, own);
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(1);
		expect(statuses(pool)).toEqual(['SUBMITTED', 'SUBMITTED']);
	});

	it('the same verdict again is a success', async () => {
		const { ids } = assignments(1, 'ACCEPTED');
		expect(rows(await accept(ids))).toEqual([
			expect.objectContaining({ status: 'ACCEPTED', existed: true }),
		]);
		const { ids: rejected } = assignments(1, 'REJECTED');
		expect(rows(await reject(rejected))).toEqual([
			expect.objectContaining({ status: 'REJECTED', existed: true }),
		]);
	});

	it('a rejected assignment can still be accepted', async () => {
		const { pool, ids } = assignments(1, 'REJECTED');
		await accept(ids);
		expect(statuses(pool)).toEqual(['ACCEPTED']);
	});

	const refusals: Array<[string, 'accept' | 'reject', () => string[], RegExp]> = [
		[
			'an accepted one',
			'reject',
			() => assignments(1, 'ACCEPTED').ids,
			/^Assignment \S+ cannot be rejected: it has been accepted and paid for$/,
		],
		[
			'one that is worked on',
			'accept',
			() => assignments(1, 'ACTIVE').ids,
			/^Assignment \S+ cannot be accepted: a performer is still working on it$/,
		],
		[
			'an expired one',
			'accept',
			() => {
				const { seedData } = operating.emulator;
				const { pool } = assignments(0, 'SUBMITTED');
				return seedData.addAssignments(pool, { count: 1, status: 'EXPIRED' });
			},
			/^Assignment \S+ cannot be accepted: it expired and has no answers$/,
		],
		[
			'one in an archived pool',
			'accept',
			() => {
				const { pool, ids } = assignments(1, 'SUBMITTED');
				operating.emulator.seedData.setPoolStatus(pool, 'ARCHIVED');
				return ids;
			},
			/^Assignment \S+ cannot be accepted: its pool is archived$/,
		],
		['an unknown one', 'accept', () => ['x--404'], /accepting assignment x--404/],
	];
	it.each(refusals)(
		'%s is refused in one sentence about its item',
		async (_name, how, bad, text) => {
			const { ids } = assignments(1, 'SUBMITTED');
			const { error } = await (how === 'accept' ? accept : reject)([...ids, ...bad()]);
			expect(error?.message).toMatch(text);
			expect(error?.context?.itemIndex).toBe(1);
			expect(error?.description).toContain('does not review them twice');
		},
	);

	it('names that come twice are reviewed once, and each item is answered', async () => {
		const { ids } = assignments(2, 'SUBMITTED');
		const result = await accept([ids[0], ids[1], ids[0]]);
		expect(rows(result).map(({ assignment_id }) => assignment_id)).toEqual([
			ids[0],
			ids[1],
			ids[0],
		]);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(operating.emulator.log.count(PATCH)).toBe(2);
	});

	it('whose answer is lost is accepted once', async () => {
		const { pool, ids } = assignments(3, 'SUBMITTED');
		operating.emulator.faults.add({
			kind: 'lost-answer',
			match: { route: PATCH, nth: 2 },
		});
		const result = await accept(ids);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ existed }) => existed)).toEqual([false, false, false]);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
	});

	it('is retried on fail without harm', async () => {
		const { pool, ids } = assignments(2, 'SUBMITTED');
		const match = { route: PATCH, nth: 2 };
		operating.emulator.faults.add({ kind: 'status', status: 403, match });
		const result = await accept(ids, {}, { settings: RETRY });
		expect(result.error).toBeUndefined();
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});

	it('continues on fail with each item that can be reviewed', async () => {
		const { pool, ids } = assignments(2, 'SUBMITTED');
		const { ids: active } = assignments(1, 'ACTIVE');
		const wanted = [ids[0], ...active, '../x', '', ids[1]];
		const result = await accept(wanted, {}, { settings: CONTINUE });
		expect(result.status).toBe('success');
		expect(rows(result).map(({ error, status }) => error ?? status)).toEqual([
			'ACCEPTED',
			`Assignment ${active[0]} cannot be accepted: a performer is still working on it`,
			'Assignment ID of item 2 is not an ID: “../x”',
			'Assignment ID of item 3 is empty',
			'ACCEPTED',
		]);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});

	it('reviews 2,000', async () => {
		operating.emulator.switches.set({ requestsPerSecond: 0 });
		const { pool, ids } = assignments(2_000, 'SUBMITTED');
		const result = await accept(ids, { assignmentId: '={{ $json.id }}' });
		expect(rows(result)).toHaveLength(2_000);
		expect(new Set(statuses(pool))).toEqual(new Set(['ACCEPTED']));
		expect(operating.emulator.log.count(PATCH)).toBe(2_000);
	}, 120_000);
});

describe('downloading files', () => {
	const outputSpec = {
		photo: { type: 'file' },
		pages: { type: 'array_file' },
		note: { type: 'string' },
	} as const;

	/** An assignment whose answer has one photo and two pages, each of so many bytes. */
	function withFiles(bytes = 10): { id: string; files: string[] } {
		const { seedData } = operating.emulator;
		const pool = seedData.addPool({ status: 'OPEN', outputSpec }).id;
		const files: string[] = [];
		const [id] = seedData.addAssignments(pool, {
			count: 1,
			answer: () => ({ photo: null, pages: [], note: '0b0c8a1e-2f0e-4c40-9d55-0a63c6f1e2d7' }),
		});
		for (const name of ['p.jpg', 'a.pdf', 'b.pdf']) {
			const content = Buffer.alloc(bytes, name);
			const wish = { name, mediaType: 'application/x-test', bytes: content };
			files.push(seedData.addAttachment(id, wish));
		}
		const answer = { photo: files[0], pages: [files[1], files[2]], note: files[0] };
		const [own] = seedData.addAssignments(pool, { count: 1, answer: () => answer });
		return { id: own, files };
	}

	const download = async (id: string, options: IDataObject = {}, rest = {}) =>
		await operating.operate('assignment:downloadFiles', { assignmentId: id, options }, [{}], rest);

	it.each(['length', 'chunked'] as const)('puts out one item per file (%s)', async (framing) => {
		operating.emulator.switches.set({ downloadFraming: framing });
		const { id, files } = withFiles();
		const result = await download(id);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ field, attachment_id }) => [field, attachment_id])).toEqual([
			['photo', files[0]],
			['pages', files[1]],
			['pages', files[2]],
		]);
		const [{ binary, json }] = result.outputs[0];
		expect(json).toMatchObject({ file_name: 'p.jpg', bytes: 10, assignment_id: id });
		expect(binary?.data).toMatchObject({ fileName: 'p.jpg', mimeType: 'application/x-test' });
		expect(Buffer.from(binary?.data.data ?? '', 'base64')).toEqual(Buffer.alloc(10, 'p.jpg'));
	});

	it('only from the wanted fields', async () => {
		const { id, files } = withFiles();
		const result = await download(id, { fileFields: 'pages' });
		expect(rows(result).map(({ attachment_id }) => attachment_id)).toEqual(files.slice(1));
	});

	it('refuses a field that holds no files, and names those that do', async () => {
		const { id } = withFiles();
		const { error } = await download(id, { fileFields: 'photo, note' });
		expect(error?.message).toMatch(/^“note” is not an output field for files of the project/);
		expect(error?.description).toContain('photo, pages');
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('refuses an assignment of a project without files', async () => {
		const { ids } = assignments(1, 'SUBMITTED');
		const { error } = await download(ids[0]);
		expect(error?.message).toMatch(/^The project of pool \d+ has no output field for files$/);
	});

	it('refuses a file that is too large', async () => {
		const { id } = withFiles(1_500_000);
		const { error } = await download(id, { maxFileSizeMb: 1 });
		expect(error?.message).toBe('The file “p.jpg” has 1.5 MB; up to 1 MB are allowed');
		expect(error?.description).toContain('Max File Size (MB)');
	});

	it('a file that is gone names itself and the item', async () => {
		const { id, files } = withFiles();
		operating.emulator.seedData.removeAttachment(files[1]);
		const { error } = await download(id);
		expect(error?.message).toContain(files[1]);
		expect(error?.context?.itemIndex).toBe(0);
		const { outputs } = await download(id, {}, { settings: CONTINUE });
		expect(outputs[0]).toHaveLength(1);
	});

	it('an empty file is a file', async () => {
		const { id } = withFiles();
		const match = { route: 'GET /attachments/{id}/download' };
		operating.emulator.faults.add({ kind: 'empty', match, times: 'always' });
		const result = await download(id);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ bytes }) => bytes)).toEqual([0, 0, 0]);
	});
});
