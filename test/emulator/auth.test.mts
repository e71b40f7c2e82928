import { describe, expect, it } from 'vitest';
import { codeOf, request, startService } from './service.mts';

describe('authentication', () => {
	it('creates tokens whose format reveals the scheme', async () => {
		const { emulator } = await startService();
		expect(emulator.apiKey.split('.')).toHaveLength(3);
		expect([22, 23, 24]).toContain(emulator.apiKey.indexOf('.'));
		expect(emulator.oauthToken).not.toContain('.');
	});

	it('accepts each token only with its own scheme, and only OAuth on Yandex Tasks', async () => {
		const { emulator } = await startService();
		const { url, yandexTasksUrl, apiKey, oauthToken } = emulator;
		const ask = async (base: string, authorization?: string): Promise<number> =>
			(await request('GET', `${base}/api/v1/requester`, undefined, authorization)).status;
		expect(await ask(url, `ApiKey ${apiKey}`)).toBe(200);
		expect(await ask(url, `OAuth ${oauthToken}`)).toBe(200);
		expect(await ask(url, `OAuth ${apiKey}`)).toBe(403);
		expect(await ask(url, `ApiKey ${oauthToken}`)).toBe(403);
		expect(await ask(url, apiKey)).toBe(403);
		expect(await ask(url)).toBe(403);
		expect(await ask(yandexTasksUrl, `OAuth ${oauthToken}`)).toBe(200);
		expect(await ask(yandexTasksUrl, `ApiKey ${apiKey}`)).toBe(403);
	});

	it('refuses with the error object, 403 or 401 as switched', async () => {
		const { emulator } = await startService();
		const url = `${emulator.url}/api/app/v0/app-projects`;
		const refused = await request('GET', url);
		expect(refused.json).toMatchObject({
			code: 'ACCESS_DENIED',
			request_id: expect.any(String),
		});
		emulator.switches.set({ authFailureStatus: 401 });
		expect(codeOf(await request('GET', url))).toBe('401 AUTHENTICATION_ERROR');
	});

	it('has no Apps API on Yandex Tasks', async () => {
		const { emulator } = await startService();
		const reply = await request(
			'GET',
			`${emulator.yandexTasksUrl}/api/app/v0/app-projects`,
			undefined,
			`OAuth ${emulator.oauthToken}`,
		);
		expect(codeOf(reply)).toBe('404 NOT_FOUND');
	});

	it('never keeps a token in the log', async () => {
		const { emulator, v1 } = await startService();
		await v1('GET', '/requester');
		const kept = JSON.stringify(emulator.log.entries());
		expect(kept).toContain('/api/v1/requester');
		expect(kept).not.toContain(emulator.apiKey);
	});
});
