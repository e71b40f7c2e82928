import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import type { Emulator } from '../../emulator/createEmulator.mts';
import { TOKEN, json, text } from './hostile.mts';

/**
 * How the service responds: truthfully, with one value replaced, cut short, or with something else.
 */
type Answer =
	| { kind: 'true' }
	| { kind: 'spoiled'; place: number; value: unknown }
	| { kind: 'cut'; share: number }
	| { kind: 'other'; status: number; headers: Record<string, string>; body: string };

interface Seen {
	/** The URL as it was in the request line. */
	url: string;
	host: string | undefined;
}

export interface HostileService {
	url: string;
	/** Requests since the last `behave`. */
	seen: Seen[];
	/** Requests that followed a redirect of the service. */
	elsewhere: Seen[];
	/** Sets the answers to the next requests; the list repeats. */
	behave(answers: readonly Answer[]): void;
	close(): Promise<void>;
}

/** More requests than any run may make; beyond this, every request is refused for good. */
export const MAX_REQUESTS = 3_000;

/** Starts a proxy in front of the emulator, with its own token, that answers as `behave` says. */
export async function startHostileService(emulator: Emulator): Promise<HostileService> {
	let answers: readonly Answer[] = [{ kind: 'true' }];
	const seen: Seen[] = [];
	const elsewhere: Seen[] = [];
	const trap = await listen((request, response) => {
		elsewhere.push(seenOf(request));
		response.end('{"trapped":true}');
	});
	const server = await listen((request, response) => {
		const answer = answers[seen.length % answers.length];
		seen.push(seenOf(request));
		const refused = seen.length > MAX_REQUESTS;
		void reply(request, response, refused ? REFUSAL : answer).catch(() => response.destroy());
	});

	async function reply(
		request: IncomingMessage,
		response: ServerResponse,
		answer: Answer,
	): Promise<void> {
		if (answer.kind === 'other') {
			await buffer(request);
			const headers = mapValues(answer.headers, (value) => value.replace('{trap}', trap.url));
			response.writeHead(answer.status, headers);
			response.end(hasBody(answer.status) ? answer.body : undefined);
			return;
		}
		const real = await forwarded(request, emulator);
		response.writeHead(real.status, real.headers);
		response.end(hasBody(real.status) ? altered(real.body, answer) : undefined);
	}

	return {
		url: server.url,
		seen,
		elsewhere,
		behave(next) {
			answers = next;
			seen.length = 0;
			elsewhere.length = 0;
		},
		close: async () => {
			await Promise.all([server.close(), trap.close()]);
		},
	};
}

const REFUSAL: Answer = { kind: 'other', status: 403, headers: {}, body: '{}' };
const hasBody = (status: number) => status >= 200 && status !== 204 && status !== 304;

function seenOf({ url = '', headers }: IncomingMessage): Seen {
	return { url, host: headers.host };
}

async function listen(handle: RequestListener) {
	const server = createServer(handle);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return { url: `http://127.0.0.1:${port}`, close };
}

async function forwarded(request: IncomingMessage, emulator: Emulator) {
	const { method = 'GET', url = '', headers } = request;
	const isKnown = headers.authorization === `ApiKey ${TOKEN}`;
	const answer = await fetch(`${emulator.url}${url}`, {
		method,
		headers: {
			authorization: isKnown ? `ApiKey ${emulator.apiKey}` : '',
			...(headers['content-type'] && { 'content-type': headers['content-type'] }),
		},
		body: method === 'GET' ? undefined : await buffer(request),
	});
	const kept = ['content-type', 'date', 'retry-after']
		.map((name) => [name, answer.headers.get(name)] as const)
		.filter((entry): entry is readonly [string, string] => entry[1] !== null);
	return {
		status: answer.status,
		headers: Object.fromEntries(kept),
		body: await answer.text(),
	};
}

function altered(body: string, answer: Exclude<Answer, { kind: 'other' }>): string {
	if (answer.kind === 'true' || body === '') return body;
	if (answer.kind === 'cut') return body.slice(0, Math.floor(body.length * answer.share));
	return JSON.stringify(replacedAt(JSON.parse(body), answer.place, answer.value));
}

/** Replaces one value in the JSON; `place` counts from the outside in. */
function replacedAt(body: unknown, place: number, value: unknown): unknown {
	const places: Array<{ holder: Record<string, unknown>; name: string }> = [];
	const root = { body };
	const visit = (holder: object) => {
		for (const [name, inner] of Object.entries(holder)) {
			places.push({ holder: holder as Record<string, unknown>, name });
			if (typeof inner === 'object' && inner !== null) visit(inner as object);
		}
	};
	visit(root);
	const { holder, name } = places[place % places.length];
	holder[name] = value;
	return root.body;
}

function mapValues(values: Record<string, string>, map: (value: string) => string) {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

const status = fc.oneof(
	fc.constantFrom(200, 201, 202, 204, 301, 302, 307, 400, 401, 403, 404, 408, 409, 413, 429, 429),
	fc.constantFrom(500, 502, 503, 504),
	fc.integer({ min: 200, max: 599 }),
);

const headerText = fc.constantFrom('', '0', '1', '7', '-1', '999999999', 'soon', 'x'.repeat(500));
const headers = fc.record(
	{
		'content-type': fc.constantFrom('application/json', 'text/html', 'image/png', '{}', ''),
		'retry-after': fc.oneof(headerText, fc.constant('Mon, 15 Jan 2024 12:00:00 GMT')),
		date: fc.oneof(headerText, fc.constant('Mon, 15 Jan 9999 12:00:00 GMT')),
		location: fc.constantFrom('{trap}/x', '/elsewhere', '//evil.example', ''),
		'set-cookie': fc.constant('a=b'),
	},
	{ requiredKeys: [] },
) as fc.Arbitrary<Record<string, string>>;

/** Error objects that repeat the token, in plain text and escaped. */
const errorObject = fc
	.record({
		code: fc.oneof(text, fc.constantFrom('VALIDATION_ERROR', 'OPERATION_ALREADY_EXISTS')),
		message: fc.oneof(text, fc.constant(`The token ${TOKEN} is wrong`)),
		request_id: fc.oneof(text, fc.constant(TOKEN)),
		payload: fc.oneof(
			json,
			fc.record({ interval: fc.constantFrom('MIN', 'HOUR', 'DAY', 'EON') }),
			fc.dictionary(
				fc.constantFrom('input_data.0.image_url', 'input_data.1', 'input_data.99.x', '0', TOKEN),
				fc.record({ code: text, message: fc.oneof(text, fc.constant(TOKEN)) }),
			),
		),
	})
	.map((object) => JSON.stringify(object).replaceAll('wrong', '\\u0077rong'));

const body = fc.oneof(
	errorObject,
	json.map((value) => JSON.stringify(value)),
	text,
	fc.constantFrom(
		'',
		'[]',
		'{}',
		'null',
		'{"content":[],"has_more":true}',
		'{"items":[],"has_more":true}',
		'{"content":[{"id":"same"}],"has_more":true}',
		'\u0000\u0007{{]"not json\u001b[31m',
		`<html><body><h1>502</h1> for ${TOKEN} ${'page '.repeat(5_000)}`,
	),
);

const other: fc.Arbitrary<Answer> = fc.record({
	kind: fc.constant('other' as const),
	status,
	headers,
	body,
});

export const answers: fc.Arbitrary<Answer[]> = fc.array(
	fc.oneof(
		{ arbitrary: fc.constant<Answer>({ kind: 'true' }), weight: 5 },
		{
			arbitrary: fc.record({
				kind: fc.constant('spoiled' as const),
				place: fc.nat(60),
				value: json,
			}),
			weight: 4,
		},
		{
			arbitrary: fc.record({
				kind: fc.constant('cut' as const),
				share: fc.double({ min: 0, max: 1, noNaN: true }),
			}),
			weight: 1,
		},
		{ arbitrary: other, weight: 3 },
	),
	{ minLength: 1, maxLength: 7 },
);
