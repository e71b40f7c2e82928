import axios from 'axios';
import { describe, expect, it } from 'vitest';
import { useService } from './service.mts';

describe('what needs no token', () => {
	const service = useService();

	const get = async (path: string, headers: Record<string, string>): Promise<number> => {
		const options = { headers, validateStatus: () => true, proxy: false } as const;
		return (await axios.get<unknown>(service.emulator.url + path, options)).status;
	};
	const post = async (origin: string): Promise<number> => {
		const url = `${service.emulator.url}/_emulator/reset`;
		const headers = { origin, 'content-type': 'text/plain' };
		const options = { headers, validateStatus: () => true, proxy: false } as const;
		return (await axios.post<unknown>(url, '{}', options)).status;
	};

	it.each(['/', '/_emulator/status', '/_emulator/page/page.js', '/_emulator/nothing'])(
		'is not served under a name that anybody may point here: %s',
		async (path) => {
			expect(await get(path, { host: 'rebound.example.org' })).toBe(403);
			expect(await get(path, { host: 'a b' })).toBe(403);
		},
	);

	it.each(['localhost:1', '127.0.0.1', '[::1]:80', 'emulator:80', 'host.docker.internal:8099'])(
		'is served as %s',
		async (host) => {
			expect(await get('/_emulator/clock', { host })).toBe(200);
			expect(await get('/', { host })).toBe(200);
		},
	);

	it('is refused to pages from elsewhere', async () => {
		expect(await post('https://example.org')).toBe(403);
		expect(await post('null')).toBe(403);
		expect(await post(service.emulator.url)).toBe(200);
	});

	it('cannot be framed, nor can its files be interpreted as another type', async () => {
		const { headers } = await axios.get<string>(service.emulator.url, { proxy: false });
		expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
		expect(headers['x-content-type-options']).toBe('nosniff');
	});

	it('does not include the service itself, which its token protects', async () => {
		const authorization = `ApiKey ${service.emulator.apiKey}`;
		const headers = { host: 'toloka.example.org', authorization };
		expect(await get('/api/v1/requester', headers)).toBe(200);
	});
});
