import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { MESSAGE } from './noticeVisits.mts';
import { codeOf, rowsOf, useService, type Reply } from './service.mts';

const service = useService();

describe('webhook subscriptions', () => {
	const hook = (extra: JsonObject = {}): JsonObject => ({
		event_type: 'POOL_CLOSED',
		webhook_url: 'https://example.org/hook',
		pool_id: service.emulator.catalogue.pool('OPEN').id,
		...extra,
	});
	const put = (body: Json): Promise<Reply> => service.v1('PUT', '/webhook-subscriptions', body);
	const all = (query = ''): Promise<Reply> => service.v1('GET', `/webhook-subscriptions${query}`);

	it('are created once, and keep their secret', async () => {
		const made = await put(hook({ secret_key: '12345' }));
		expect(made.status).toBe(201);
		expect(made.text).not.toContain('12345');
		const again = await put(hook());
		expect([again.status, again.json]).toEqual([200, made.json]);
		const { id } = made.json as { id: string };
		expect((await service.v1('GET', `/webhook-subscriptions/${id}`)).json).toEqual(made.json);
		expect((await service.v1('DELETE', `/webhook-subscriptions/${id}`)).status).toBe(204);
		expect(codeOf(await service.v1('DELETE', `/webhook-subscriptions/${id}`))).toBe(
			'404 DOES_NOT_EXIST',
		);
	});

	/** The official client's fixture: two are created, the third has no address. */
	it('are created by the index of the request', async () => {
		const other = hook({ event_type: 'ASSIGNMENT_CREATED' });
		const reply = await put([hook(), other, hook({ webhook_url: null })]);
		expect(reply.json).toMatchObject({
			items: { '0': { event_type: 'POOL_CLOSED' }, '1': { event_type: 'ASSIGNMENT_CREATED' } },
			validation_errors: { '2': { webhook_url: { code: 'VALUE_REQUIRED' } } },
		});
		expect(rowsOf(await all())).toHaveLength(2);
		expect(rowsOf(await all('?event_type=POOL_CLOSED&sort=created'))).toHaveLength(1);
		expect(rowsOf(await all('?pool_id=1'))).toEqual([]);
	});

	it.each<[string, JsonObject, string]>([
		['event_type', { event_type: 'TEST_EVENT' }, 'UNKNOWN_ENUM_VALUE'],
		['webhook_url', { webhook_url: 'ftp://example.org' }, 'INVALID_URL_SYNTAX'],
		['pool_id', { pool_id: '1' }, 'ENTITY_DOES_NOT_EXIST'],
		['url', { url: 'https://example.org' }, 'VALUE_NOT_ALLOWED'],
	])('are refused for %s in %j', async (path, extra, code) => {
		expect((await put(hook(extra))).json).toMatchObject({ payload: { [path]: { code } } });
		expect(codeOf(await put([hook(extra)]))).toBe('400 VALIDATION_ERROR');
	});
});

describe('messages to performers', () => {
	const compose = (extra: JsonObject = {}): Promise<Reply> =>
		service.v1('POST', '/message-threads/compose', { ...MESSAGE, ...extra });
	const idsIn = async (query: string): Promise<string[]> =>
		rowsOf<{ id: string }>(await service.v1('GET', `/message-threads?${query}`)).map(
			({ id }) => id,
		);

	it('start a thread that names both sides and grows by replies, newest first', async () => {
		const made = await compose();
		expect([made.status, made.json]).toMatchObject([
			201,
			{
				folders: ['OUTBOX'],
				interlocutors: [
					{ role: 'REQUESTER', myself: true },
					{ id: 'a0b1', role: 'USER' },
				],
				compose_details: { recipients_select_type: 'DIRECT', recipients_ids: ['a0b1'] },
			},
		]);
		const { id } = made.json as { id: string };
		const text = { EN: 'And again' };
		expect((await service.v1('POST', `/message-threads/${id}/reply`, { text })).json).toMatchObject(
			{
				messages: [{ text }, { text: MESSAGE.text }],
			},
		);
		expect(codeOf(await service.v1('POST', '/message-threads/1/reply', { text }))).toBe(
			'404 DOES_NOT_EXIST',
		);
	});

	it('are moved to folders, and found by them', async () => {
		const { id } = (await compose()).json as { id: string };
		const { id: other } = (await compose({ recipients_select_type: 'ALL', recipients_ids: null }))
			.json as { id: string };
		const move = (verb: string): Promise<Reply> =>
			service.v1('POST', `/message-threads/${id}/${verb}`, { folders: ['IMPORTANT', 'UNREAD'] });
		expect((await move('add-to-folders')).json).toMatchObject({
			folders: ['OUTBOX', 'IMPORTANT', 'UNREAD'],
		});
		expect(await idsIn('folder=INBOX,UNREAD')).toEqual([id]);
		expect(await idsIn('folder=OUTBOX&folder_ne=IMPORTANT')).toEqual([other]);
		await move('remove-from-folders');
		expect(await idsIn('folder=UNREAD')).toEqual([]);
		expect(codeOf(await service.v1('GET', '/message-threads?folder=TRASH'))).toBe(
			'400 VALIDATION_ERROR',
		);
	});

	it.each<[string, JsonObject, string]>([
		['recipients_ids', { recipients_ids: null }, 'VALUE_REQUIRED'],
		['recipients_ids', { recipients_ids: ['a', 'a'] }, 'DUPLICATE_VALUE_IN_ARRAY'],
		['recipients_ids', { recipients_ids: [1] }, 'STRING_EXPECTED'],
		['recipients_filter', { recipients_select_type: 'FILTER' }, 'VALUE_REQUIRED'],
		['answerable', { answerable: null }, 'VALUE_REQUIRED'],
	])('are refused for %s in %j', async (path, extra, code) => {
		expect((await compose(extra)).json).toMatchObject({ payload: { [path]: { code } } });
	});
});

describe("a performer's profile", () => {
	it('is available for those who worked for the requester, and never changes', async () => {
		const { catalogue, truth } = service.emulator;
		const user = truth.assignments(catalogue.pool('OPEN').id)[0]?.userId ?? '';
		const told = await service.v1('GET', `/user-metadata/${user}`);
		expect(told.json).toMatchObject({ id: user, languages: expect.arrayContaining(['EN']) });
		expect((await service.v1('GET', `/user-metadata/${user}`)).json).toEqual(told.json);
		expect(codeOf(await service.v1('GET', '/user-metadata/nobody'))).toBe('404 DOES_NOT_EXIST');
	});
});
