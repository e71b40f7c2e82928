import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TolokaCredentials } from '../../../nodes/shared/toloka/service/access.ts';
import {
	API_PREFIXES,
	ENVIRONMENTS,
	authorizationOf,
	bareToken,
	baseUrlOf,
	environmentLabel,
	isUsableToken,
	tokenFlaw,
	isYandexTasks,
	prefixOf,
} from '../../../nodes/shared/toloka/service/access.ts';
import { addressOf } from '../../../nodes/shared/toloka/service/usable.ts';
import { messageOf } from '../failureOf.mts';

const apiKeyWithDotAt = (position: number) => `${'A'.repeat(position)}.secret.part`;

function credentials(given: Partial<TolokaCredentials>): TolokaCredentials {
	return { environment: 'toloka', token: 'token', ...given };
}

const custom = (baseUrl: string) => credentials({ environment: 'custom', baseUrl });

describe('the authorization scheme', () => {
	it.each([
		['first dot at 21', apiKeyWithDotAt(21), 'OAuth'],
		['first dot at 22', apiKeyWithDotAt(22), 'ApiKey'],
		['first dot at 23', apiKeyWithDotAt(23), 'ApiKey'],
		['first dot at 24', apiKeyWithDotAt(24), 'ApiKey'],
		['first dot at 25', apiKeyWithDotAt(25), 'OAuth'],
		['one dot only', `${'A'.repeat(22)}.secret`, 'OAuth'],
		['three dots', `${apiKeyWithDotAt(22)}.more`, 'OAuth'],
		['no dot', 'AQAAAABCDEFGHIJKLMNOPQRSTUVWXYZ', 'OAuth'],
	])('is recognized from the format of the token: %s', (_case, token, scheme) => {
		expect(authorizationOf(credentials({ token }))).toBe(`${scheme} ${token}`);
		expect(authorizationOf(credentials({ token, authorization: 'automatic' }))).toBe(
			`${scheme} ${token}`,
		);
	});

	it.each([
		['ApiKey  AQAAA ', 'ApiKey AQAAA'],
		[' apikey AQAAA', 'ApiKey AQAAA'],
		[`OAuth ${apiKeyWithDotAt(23)}`, `OAuth ${apiKeyWithDotAt(23)}`],
		[`\toauth\tAQAAA\n`, 'OAuth AQAAA'],
		['"ApiKey AQAAA"', 'ApiKey AQAAA'],
		['ApiKey “AQAAA”', 'ApiKey AQAAA'],
	])('pasted along with the token is understood: %j', (token, header) => {
		expect(authorizationOf(credentials({ token }))).toBe(header);
	});

	it('is OAuth on Yandex Tasks, whatever the token', () => {
		const token = apiKeyWithDotAt(22);
		expect(authorizationOf(credentials({ environment: 'yandexTasks', token }))).toBe(
			`OAuth ${token}`,
		);
		const byAddress = { ...custom('https://tasks.yandex.ru/'), token: `ApiKey ${token}` };
		expect(authorizationOf(byAddress)).toBe(`OAuth ${token}`);
	});

	it('can be chosen regardless of these rules', () => {
		const token = apiKeyWithDotAt(22);
		expect(authorizationOf(credentials({ token, authorization: 'oauth' }))).toBe(`OAuth ${token}`);
		const yandex = credentials({ environment: 'yandexTasks', token, authorization: 'apiKey' });
		expect(authorizationOf(yandex)).toBe(`ApiKey ${token}`);
	});
});

describe('the token', () => {
	it.each(['', '   ', 'ApiKey ', 'two words', 'line\nbreak', 'тoken', 'nul\u0000'])(
		'%j cannot be sent in a header',
		(token) => {
			expect(isUsableToken(bareToken(credentials({ token })))).toBe(false);
			expect(tokenFlaw(credentials({ token }))).toMatch(/no token/);
		},
	);

	it.each([
		'"abc.d"',
		"'abc.d'",
		'`abc.d`',
		' “abc.d”\n',
		'«abc.d»',
		'abc\u200b.d',
		'\u2060abc.d\ufeff',
	])('is used without what was pasted around it: %j', (token) => {
		expect(bareToken(credentials({ token }))).toBe('abc.d');
		expect(authorizationOf(credentials({ token }))).toBe('OAuth abc.d');
	});

	it('that is missing is empty, not a crash', () => {
		expect(bareToken({ environment: 'toloka' } as TolokaCredentials)).toBe('');
	});
});

describe('the base URL', () => {
	it.each(Object.entries(ENVIRONMENTS))('of %s is fixed', (environment, { baseUrl, label }) => {
		const chosen = credentials({ environment: environment as keyof typeof ENVIRONMENTS });
		expect(baseUrlOf({ ...chosen, baseUrl: 'https://elsewhere.example' })).toBe(baseUrl);
		expect(environmentLabel(chosen)).toBe(label);
	});

	it.each([
		['https://toloka.dev', 'https://toloka.dev'],
		[' https://toloka.dev// ', 'https://toloka.dev'],
		['HTTPS://Toloka.DEV', 'https://toloka.dev'],
		['http://127.0.0.1:8099/toloka/', 'http://127.0.0.1:8099/toloka'],
		['https://proxy.example/a/../b', 'https://proxy.example/b'],
		['https://toloka.dev/api/v1', 'https://toloka.dev'],
		['https://toloka.dev/api/v1/\r\n', 'https://toloka.dev'],
		['https://toloka.dev/API/v1/requester', 'https://toloka.dev'],
		['https://toloka.dev//api/app/v0/', 'https://toloka.dev'],
		['https://proxy.example/toloka/api/app/v0/app-projects', 'https://proxy.example/toloka'],
		['https://proxy.example/api/v10', 'https://proxy.example/api/v10'],
		['https://proxy.example/api', 'https://proxy.example/api'],
		['\u200bhttps://toloka.dev\u2060', 'https://toloka.dev'],
		['“https://toloka.dev/api/v1”', 'https://toloka.dev'],
		['https://good.example\\@evil.example', 'https://good.example/@evil.example'],
	])('%j becomes %s', (entered, used) => {
		expect(baseUrlOf(custom(entered))).toBe(used);
	});

	it.each([
		'',
		'toloka.dev',
		'ftp://toloka.dev',
		'file:///etc/passwd',
		'https:toloka.dev',
		'https://',
		'https://user@toloka.dev',
		'https://user:password@toloka.dev',
		'https://toloka.dev?x=1',
		'https://toloka.dev/#x',
		'https://tol oka.dev',
		'https://tol\noka.dev',
		'https://[::1',
		'https://toloka.dev:99999',
	])('%j is refused', (entered) => {
		expect(baseUrlOf(custom(entered))).toBeUndefined();
		expect(environmentLabel(custom(entered))).toBe('custom address');
	});

	it('that is missing, or of an unknown environment, is refused, too', () => {
		expect(baseUrlOf({ environment: 'custom', token: 't' })).toBeUndefined();
		for (const environment of ['constructor', '__proto__', 'production']) {
			expect(baseUrlOf({ environment, token: 't' } as never)).toBeUndefined();
		}
	});

	it('is refused or keeps every request on its host and under its API, whatever is entered', () => {
		const entered = fc.oneof(
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.string({ unit: 'binary' }).map((rest) => `http://${rest}`),
			fc.string({ unit: 'grapheme' }),
		);
		fc.assert(
			fc.property(entered, fc.constantFrom(...Object.values(API_PREFIXES)), (text, prefix) => {
				const baseUrl = baseUrlOf(custom(text));
				if (baseUrl === undefined) return;
				const url = new URL(`${baseUrl}${prefix}/requester`);
				expect(url.origin).toBe(new URL(text.trim()).origin);
				expect(url.pathname.endsWith(`${prefix}/requester`)).toBe(true);
				expect([url.username, url.password, url.search, url.hash].join('')).toBe('');
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});

describe('the path of an API', () => {
	it.each<[unknown, string | undefined]>([
		[undefined, '/api/app/v0'],
		['', ''],
		[' / ', ''],
		['/api/app/v0', '/api/app/v0'],
		['apps/v1.2//', '/apps/v1.2'],
		['\u200b“/apps/v1”\u00a0', '/apps/v1'],
		['/a/../b', undefined],
		['/a?b', undefined],
		['/a b', undefined],
		['/a//b', undefined],
		['/%2e%2e', undefined],
	])('for apps, entered as %j, is %s', (appsPath, expected) => {
		const entered = { ...custom('https://proxy.example'), appsPath } as TolokaCredentials;
		expect(prefixOf(entered, 'apps')).toBe(expected);
		expect(prefixOf(entered, 'v1')).toBe('/api/v1');
		expect(prefixOf({ ...entered, environment: 'toloka' }, 'apps')).toBe('/api/app/v0');
	});
});

describe('Yandex Tasks', () => {
	it.each([
		['https://tasks.yandex.ru', true],
		['https://tasks.yandex.ru/', true],
		['https://Tasks.Yandex.ru/v2', true],
		['https://tasks.yandex.ru.example.com', false],
		['https://toloka.dev/tasks.yandex.ru', false],
		['nonsense', false],
	])('is recognized from its address %s: %s', (baseUrl, expected) => {
		expect(isYandexTasks(custom(baseUrl))).toBe(expected);
	});

	it('has no app projects, and the message fits every operation', () => {
		const { message } = messageOf(() => addressOf(custom('https://tasks.yandex.ru'), 'apps'));
		expect(message).toBe('Yandex Tasks offers no app projects, and so no items or batches');
	});
});
