import { request as httpRequest, type IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, staffedPool } from './pools.mts';

interface Download {
	headers: IncomingMessage['headers'];
	bytes: Buffer;
}

describe('attachments', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = staffedPool(service, {
			inputSpec: { address: { type: 'string' } },
			outputSpec: {
				photo: { type: 'file' },
				more: { type: 'array_file' },
				verdict: { type: 'string', allowed_values: ['found', 'missing'] },
			},
		}).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 1 });
		service.clock.advance(HOUR);
	});

	/** Downloads the raw bytes, with the headers that a decoding client would hide. */
	const download = async (id: string): Promise<Download> =>
		await new Promise((resolve, reject) => {
			const { url, apiKey } = service.emulator;
			const sent = httpRequest(`${url}/api/v1/attachments/${id}/download`, {
				headers: { authorization: `ApiKey ${apiKey}` },
			});
			sent.on('error', reject);
			sent.on('response', (reply) => {
				const chunks: Buffer[] = [];
				reply.on('data', (chunk: Buffer) => chunks.push(chunk));
				reply.on('end', () => resolve({ headers: reply.headers, bytes: Buffer.concat(chunks) }));
			});
			sent.end();
		});

	it('are referenced in the answers of file fields, and listed', async () => {
		const [first, second] = assignmentsOf(service, pool);
		const answer = first?.answers?.[0] as { photo: string; more: string[]; verdict: string };
		expect(answer.more).toHaveLength(2);
		expect(['found', 'missing']).toContain(answer.verdict);
		const all = rowsOf<{ id: string }>(await service.v1('GET', `/attachments?pool_id=${pool}`));
		expect(all).toHaveLength(6);
		const ofFirst = await service.v1('GET', `/attachments?assignment_id=${first?.id}&sort=created`);
		expect(
			rowsOf<{ id: string }>(ofFirst)
				.map(({ id }) => id)
				.sort(),
		).toEqual([answer.photo, ...answer.more].sort());
		expect((await service.v1('GET', `/attachments/${answer.photo}`)).json).toEqual({
			id: answer.photo,
			attachment_type: 'ASSIGNMENT_ATTACHMENT',
			name: expect.stringMatching(/\.png$/),
			media_type: 'image/png',
			details: { user_id: first?.userId, assignment_id: first?.id, pool_id: pool },
			owner: expect.objectContaining({ myself: true }),
			created: expect.any(String),
		});
		expect(second?.answers?.[0]?.photo).not.toBe(answer.photo);
	});

	it('are listed only for a pool or an assignment, unless the switch says otherwise', async () => {
		expect(codeOf(await service.v1('GET', '/attachments'))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await service.v1('GET', `/attachments?pool_id=${pool}&limit=101`))).toBe(
			'400 VALIDATION_ERROR',
		);
		service.emulator.switches.set({ attachmentsNeedPool: false });
		expect(rowsOf(await service.v1('GET', '/attachments'))).toHaveLength(6);
		const path = `/attachments?pool_id=${pool}&type=ASSIGNMENT_ATTACHMENT&owner_id=nobody`;
		expect(rowsOf(await service.v1('GET', path))).toEqual([]);
	});

	it('are downloaded with their length, or in chunks, with or without their type', async () => {
		const [row] = rowsOf<{ id: string }>(await service.v1('GET', `/attachments?pool_id=${pool}`));
		const whole = await download(row?.id ?? '');
		expect(whole.headers).toMatchObject({
			'content-type': 'image/png',
			'content-disposition': 'attachment',
			'content-length': String(whole.bytes.length),
		});
		expect(whole.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
		service.emulator.switches.set({
			downloadFraming: 'chunked',
			downloadContentType: 'application/octet-stream',
		});
		const chunked = await download(row?.id ?? '');
		expect(chunked.headers).toMatchObject({
			'transfer-encoding': 'chunked',
			'content-type': 'application/octet-stream',
		});
		expect(chunked.headers).not.toHaveProperty('content-length');
		expect(chunked.bytes).toEqual(whole.bytes);
	});

	it('can be added by a test, of any kind, and removed', async () => {
		const { seedData } = service.emulator;
		const bytes = Buffer.from([0, 255, 13, 10, 0]);
		const file = { name: '../../x.bin', mediaType: 'odd/thing', bytes };
		const id = seedData.addAttachment(assignmentsOf(service, pool)[0]?.id ?? '', file);
		const got = await download(id);
		expect([got.headers['content-type'], got.bytes]).toEqual(['odd/thing', bytes]);
		const { json } = await service.v1('GET', `/attachments/${id}`);
		expect((json as JsonObject).name).toBe('../../x.bin');
		seedData.removeAttachment(id);
		for (const path of [`/attachments/${id}`, `/attachments/${id}/download`]) {
			expect(codeOf(await service.v1('GET', path))).toBe('404 DOES_NOT_EXIST');
		}
	});
});
