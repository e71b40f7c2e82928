import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { CONTINUE, rows, Operating } from '../operating.mts';

const operating = new Operating();

describe('downloading files', () => {
	const outputSpec = {
		photo: { type: 'file' },
		pages: { type: 'array_file' },
		note: { type: 'string' },
	} as const;

	/** Adds an assignment whose answer has one photo and two pages, each of this many bytes. */
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

	it.each(['length', 'chunked'] as const)('outputs one item per file (%s)', async (framing) => {
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

	it.each([
		['../../etc/cron.d/p.jpg', 'p.jpg'],
		['C:\\Windows\\p.jpg', 'p.jpg'],
		['p\u0000\n\u202e.jpg', 'p .jpg'],
		['..', undefined],
		['a/', undefined],
		[`${'folder/'.repeat(200)}p.jpg`, 'p.jpg'],
		[`${'p'.repeat(400)}.jpg`, `${'p'.repeat(251)}.jpg`],
		[`${'ф'.repeat(200)}.tar.gz`, `${'ф'.repeat(126)}.gz`],
		['p'.repeat(400), 'p'.repeat(255)],
	])(
		'a file named %j by a stranger leads into no folder, and keeps its extension',
		async (name, expected) => {
			const { seedData } = operating.emulator;
			const pool = seedData.addPool({ status: 'OPEN', outputSpec }).id;
			const [first] = seedData.addAssignments(pool, { count: 1, answer: () => ({}) });
			const wish = { name, mediaType: 'image/jpeg', bytes: Buffer.alloc(1) };
			const photo = seedData.addAttachment(first, wish);
			const [id] = seedData.addAssignments(pool, { count: 1, answer: () => ({ photo }) });
			const { outputs } = await download(id);
			expect(outputs[0][0].json.file_name).toBe(expected ?? photo);
			expect(outputs[0][0].binary?.data.fileName).toBe(expected ?? photo);
		},
	);

	it('only of the requested fields', async () => {
		const { id, files } = withFiles();
		const result = await download(id, { fileFields: 'pages' });
		expect(rows(result).map(({ attachment_id }) => attachment_id)).toEqual(files.slice(1));
	});

	it('once, however many answers of the assignment are items', async () => {
		const { seedData, log } = operating.emulator;
		const { id, files } = withFiles();
		const other = withFiles();
		const answers = [id, other.id, id, id].map((one) => ({ assignment_id: one }));
		seedData.removeAttachment(other.files[0]);
		log.clear();
		const parameters = { assignmentId: '={{ $json.assignment_id ?? $json.id }}' };
		const result = await operating.operate('assignment:downloadFiles', parameters, answers, {
			settings: CONTINUE,
		});
		const [photo, , , failed] = result.outputs[0];
		expect(rows(result).map(({ attachment_id }) => attachment_id)).toEqual([...files, undefined]);
		expect(photo.pairedItem).toEqual([{ item: 0 }, { item: 2 }, { item: 3 }]);
		expect(failed.pairedItem).toEqual({ item: 1 });
		expect(log.count('GET /assignments/{id}')).toBe(2);
		expect(log.count('GET /attachments/{id}/download')).toBe(3);
	});

	it('as each item requests', async () => {
		const { id, files } = withFiles();
		const parameters = { assignmentId: id, options: { fileFields: '={{ $json.field }}' } };
		const input = [{ field: 'photo' }, { field: 'pages' }];
		const result = await operating.operate('assignment:downloadFiles', parameters, input);
		expect(rows(result).map(({ attachment_id }) => attachment_id)).toEqual(files);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1].map((item) => ({ item })),
		);
	});

	it('refuses a field without files, and names those that have some', async () => {
		const { id } = withFiles();
		const { error } = await download(id, { fileFields: 'photo, note' });
		expect(error?.message).toMatch(/^“note” is not an output field for files of the project/);
		expect(error?.description).toContain('photo, pages');
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('refuses an assignment of a project without files', async () => {
		const { seedData } = operating.emulator;
		const pool = seedData.addPool({ status: 'OPEN' }).id;
		const [id] = seedData.addAssignments(pool, { count: 1 });
		const { error } = await download(id);
		expect(error?.message).toMatch(/^The project of pool \d+ has no output field for files$/);
	});

	it.each([
		['length', '1.5 MB'],
		['chunked', 'more than 1 MB'],
	] as const)('refuses a file that is too large, sent with %s', async (framing, size) => {
		operating.emulator.switches.set({ downloadFraming: framing });
		const { id } = withFiles(1_500_000);
		const { error } = await download(id, { maxFileSizeMb: 1 });
		expect(error?.message).toBe(
			`The file “p.jpg” of assignment ${id} has ${size}; up to 1 MB are allowed`,
		);
		expect(error?.description).toContain('Max File Size (MB)');
		expect(operating.emulator.log.count('GET /attachments/{id}/download')).toBe(1);
	});

	it('a file of exactly the allowed size is downloaded', async () => {
		const { id } = withFiles(1024 * 1024);
		const result = await download(id, { maxFileSizeMb: 1 });
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ bytes }) => bytes)).toEqual([1, 1, 1].map(() => 1024 * 1024));
	});

	it('a download whose connection breaks is repeated', async () => {
		const { id } = withFiles(100_000);
		const match = { route: 'GET /attachments/{id}/download' };
		operating.emulator.faults.add({ kind: 'truncate', match });
		const result = await download(id);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ bytes }) => bytes)).toEqual([100_000, 100_000, 100_000]);
	});

	it('a missing file is named with its item', async () => {
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
