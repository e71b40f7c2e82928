/** The address of each environment, and how requests to it are authorized (toloka-api §1). */

export const ENVIRONMENTS = {
	toloka: { label: 'Toloka', baseUrl: 'https://toloka.dev' },
	sandbox: { label: 'Toloka sandbox', baseUrl: 'https://sandbox.toloka.dev' },
	yandexTasks: { label: 'Yandex Tasks', baseUrl: 'https://tasks.yandex.ru' },
} as const;

/** The path prefix of each API; only Yandex Tasks has `requester` (toloka-api §P3.10). */
export const API_PREFIXES = {
	v1: '/api/v1',
	apps: '/api/app/v0',
	requester: '/api/new/requester',
} as const;

export type Api = keyof typeof API_PREFIXES;

/** The credential `tolokaApi` as it is filled in. */
export interface TolokaCredentials {
	environment: keyof typeof ENVIRONMENTS | 'custom';
	baseUrl?: string;
	/** Prefix of the Apps API in a custom environment; older credentials have none. */
	appsPath?: string;
	token: string;
	authorization?: 'automatic' | 'apiKey' | 'oauth';
}

/** Characters that no one sees, and that axios would silently leave out of a header. */
export const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
export const QUOTES = /^["'`“”„‘’«»\s]+|["'`“”„‘’«»\s]+$/g;

/** What was entered, without invisible characters and without quotation marks around it. */
function asMeant(entered: unknown): string {
	return String(entered ?? '')
		.replace(INVISIBLE, '')
		.replace(QUOTES, '');
}

/** The base URL without a trailing slash, or undefined if a custom one is unusable. */
export function baseUrlOf(credentials: TolokaCredentials): string | undefined {
	if (credentials.environment !== 'custom') return ENVIRONMENTS[credentials.environment]?.baseUrl;
	const text = asMeant(credentials.baseUrl).replace(PASTED_PREFIX, '');
	return /^https?:\/\/[^\s?#]+$/i.test(text) ? plainAddress(text) : undefined;
}

/** An API prefix at the end of a base URL: most documents show the two as one address. */
export const PASTED_PREFIX = /\/+api\/+(v1|app\/+v0)(\/.*)?$/i;

/** Scheme, host and path as used in requests; undefined for an invalid URL or one with a password. */
function plainAddress(text: string): string | undefined {
	try {
		const { origin, pathname, username, password } = new URL(text);
		if (username !== '' || password !== '') return undefined;
		return `${origin}${pathname}`.replace(/\/+$/, '');
	} catch {
		return undefined;
	}
}

/** The part between the base URL and an API's paths; undefined if a custom one is not a path. */
export function prefixOf(credentials: TolokaCredentials, api: Api): string | undefined {
	const { environment, appsPath } = credentials;
	if (api !== 'apps' || environment !== 'custom' || appsPath === undefined)
		return API_PREFIXES[api];
	const path = asMeant(appsPath).replace(/^\/+|\/+$/g, '');
	if (path === '') return '';
	const segments = path.split('/');
	const isPlain = segments.every((segment) => /^[\w~-][\w.~-]*$/.test(segment));
	return isPlain ? `/${path}` : undefined;
}

/** The name of the environment in messages and stored state. */
export function environmentLabel(credentials: TolokaCredentials): string {
	return credentials.environment === 'custom'
		? (baseUrlOf(credentials) ?? 'custom address')
		: ENVIRONMENTS[credentials.environment].label;
}

/** Whether requests go to Yandex Tasks, even as a custom address; it documents no Apps API. */
export function isYandexTasks(credentials: TolokaCredentials): boolean {
	const { baseUrl } = ENVIRONMENTS.yandexTasks;
	return `${baseUrlOf(credentials)}/`.startsWith(`${baseUrl}/`);
}

/** The token without a scheme that was pasted with it. */
export function bareToken(credentials: TolokaCredentials): string {
	return asMeant(credentials.token)
		.replace(/^(ApiKey|OAuth)(\s+|$)/i, '')
		.replace(QUOTES, '');
}

/** Whether a token can be sent in a header: visible ASCII, no spaces. */
export function isUsableToken(token: string): boolean {
	return /^[\x21-\x7e]+$/.test(token);
}

/** What makes the token unusable; undefined if it can be sent. */
export function tokenFlaw(credentials: TolokaCredentials): string | undefined {
	const token = bareToken(credentials);
	if (isUsableToken(token)) return undefined;
	return token === ''
		? 'The Toloka credential has no token'
		: 'The token in the Toloka credential has characters that no token has';
}

export function authorizationOf(credentials: TolokaCredentials): string {
	return `${schemeOf(credentials)} ${bareToken(credentials)}`;
}

function schemeOf(credentials: TolokaCredentials): 'ApiKey' | 'OAuth' {
	if (credentials.authorization === 'apiKey') return 'ApiKey';
	if (credentials.authorization === 'oauth') return 'OAuth';
	if (isYandexTasks(credentials)) return 'OAuth';
	const pasted = /^(ApiKey|OAuth)\s/i.exec(asMeant(credentials.token))?.[1];
	if (pasted) return pasted.toLowerCase() === 'apikey' ? 'ApiKey' : 'OAuth';
	return looksLikeApiKey(bareToken(credentials)) ? 'ApiKey' : 'OAuth';
}

/** The rule of both official clients: two dots, the first one at position 22, 23 or 24. */
function looksLikeApiKey(token: string): boolean {
	const dots = [...token].filter((character) => character === '.').length;
	return dots === 2 && [22, 23, 24].includes(token.indexOf('.'));
}
