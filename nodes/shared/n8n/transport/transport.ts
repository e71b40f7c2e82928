import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import type { TolokaCredentials } from '../../toloka/service/access';
import { bareToken, baseUrlOf } from '../../toloka/service/access';
import { atAddress } from '../../toloka/service/atAddress';
import { addressOf, assertUsable } from '../../toloka/service/usable';
import type { NetworkError } from '../../toloka/service/network';
import { networkFailure } from '../../toloka/service/network';
import { TolokaFailure, inDoubt, isFailure, isOutcomeUnclear } from '../../toloka/service/failures';
import { fingerprint } from '../../toloka/values/keys';
import type { ApiReply, ApiRequest, Send } from '../../toloka/service/requests';
import { retryDelayMs } from '../../toloka/service/retry';
import { systemClock } from '../clock';
import type { TolokaContext } from './credential';
import { CREDENTIAL, readCredential } from './credential';
import { isStreamed, readBounded } from './boundedBody';
import type { QuotaQueue } from './quotaQueue';
import { quotaQueueFor } from './quotaQueue';
import type { RawResponse } from '../../toloka/service/responses';
import { interpret } from '../../toloka/service/responses';
import { isRecord } from '../../toloka/values/foreign';

export interface TransportOptions {
	/** Milliseconds from sending a request to the end of its response. */
	timeoutMs?: number;
	/** Milliseconds that one request may wait in all, between tries or for a quota. */
	waitBudgetMs?: number;
	/** Our time after which nothing is sent again, and by which a repeat must be answered. */
	retryUntil?: number;
}

export interface Connection {
	send: Send;
	credentials: TolokaCredentials;
	signal: AbortSignal | undefined;
	/** The queue for the quota of aggregated solutions; `send` enters it for every such request. */
	queue: QuotaQueue;
	/** The service's time by its latest response; until then, ours less the assumed clock skew. */
	serviceTime(): number;
	/**
	 * A service time before the `created_at` of anything sent since this time of ours, or from now
	 * on, despite clock skew.
	 */
	createdSince(ours?: number): number;
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** Clock skew assumed until the service's `Date` is known. */
const CLOCK_TOLERANCE_MS = 30_000;
/** How far `created_at` may be behind the `Date` of a response, which a proxy may have set. */
const DATE_TOLERANCE_MS = 5_000;
const DEFAULT_WAIT_BUDGET_MS = 5 * 60_000;
/** V8's longest string. No page of a list comes near, so more is not the service's response. */
const MAX_RESPONSE_BYTES = 1 << 29;
const ENDLESS = 'more than 512 MB';
/** Each larger response is parsed in its own turn of the event loop. */
const PARSED_TOGETHER_BYTES = 1 << 17;
/** A request is not repeated if less time than this is left for the response. */
const SHORTEST_TIMEOUT_MS = 1_000;

/**
 * The package's single HTTP layer. Decrypts the credential once, sends through n8n's own helper
 * with a fresh options object per try, reads status and body itself, and repeats what is safe to
 * repeat. Redirects are not followed: the API has none, and no other server must get the token.
 */
export async function connect(
	context: TolokaContext,
	options: TransportOptions = {},
): Promise<Connection> {
	const data = await readCredential(context);
	const transport = new Transport(context, data, options);
	const { credentials, signal, queue } = transport;
	return {
		send: async (request) => await transport.send(request),
		credentials,
		signal,
		queue,
		serviceTime: () => transport.serviceTime(),
		createdSince: (ours) => transport.serviceTime(ours) - DATE_TOLERANCE_MS,
	};
}

/** Sends the requests of one run and learns the service's time from the responses. */
class Transport {
	readonly credentials: TolokaCredentials;
	readonly signal: AbortSignal | undefined;
	readonly queue: QuotaQueue;
	private readonly secret: string;
	private readonly timeoutMs: number;
	private readonly waitBudgetMs: number;
	private readonly retryUntil: number;
	/** Resolves when the latest large response may be parsed. */
	private turn = Promise.resolve();
	/** How far the service's clock is ahead of ours, at least. */
	private serviceAhead = -CLOCK_TOLERANCE_MS;

	constructor(
		private readonly context: TolokaContext,
		private readonly data: ICredentialDataDecryptedObject,
		options: TransportOptions,
	) {
		this.credentials = data as unknown as TolokaCredentials;
		assertUsable(this.credentials);
		this.signal =
			'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		this.secret = bareToken(this.credentials);
		this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
		this.waitBudgetMs = options.waitBudgetMs ?? DEFAULT_WAIT_BUDGET_MS;
		this.retryUntil = options.retryUntil ?? Infinity;
		this.queue = quotaQueueFor(fingerprint([baseUrlOf(this.credentials) ?? '', this.secret]), {
			clock: systemClock,
			logger: context.logger,
			signal: this.signal,
			budgetMs: this.waitBudgetMs,
		});
	}

	serviceTime(ours = systemClock.now()): number {
		return ours + this.serviceAhead;
	}

	async send(request: ApiRequest): Promise<ApiReply> {
		const repeatable = request.method === 'GET' || request.repeatable === true;
		let budgetMs = this.waitBudgetMs;
		let isInDoubt = false;
		for (let tries = 1; ; tries++) {
			this.stopIfCanceled(request, isInDoubt);
			if (request.quota !== undefined) await this.queue.enter(request.doing);
			const leftMs = this.retryUntil - systemClock.now();
			const timeout = tries === 1 ? this.timeoutMs : Math.min(this.timeoutMs, leftMs);
			const reply = await this.sendOnce(request, timeout);
			if (!isFailure(reply)) return isInDoubt ? { ...reply, isInDoubt } : reply;
			const outcome = atAddress(reply, this.credentials, request);
			isInDoubt ||= isOutcomeUnclear(outcome);
			this.stopIfCanceled(request, isInDoubt);
			const repeatableMs = this.retryUntil - systemClock.now() - SHORTEST_TIMEOUT_MS;
			const attempt = { tries, repeatable, budgetMs: Math.min(budgetMs, repeatableMs) };
			const delayMs = retryDelayMs(outcome, attempt, Math.random);
			// A refusal says nothing about an earlier try that got no response.
			if (delayMs === undefined) throw isInDoubt ? inDoubt(outcome) : outcome;
			const what = `${outcome.kind} while ${request.doing}`;
			this.context.logger.debug(`Toloka: ${what}, again in ${delayMs} ms`);
			await systemClock.sleep(delayMs, this.signal);
			budgetMs -= delayMs;
		}
	}

	private stopIfCanceled({ doing }: ApiRequest, isInDoubt: boolean): void {
		if (this.signal?.aborted) throw new TolokaFailure('canceled', { doing, isInDoubt });
	}

	private async sendOnce(request: ApiRequest, timeout: number): Promise<ApiReply | TolokaFailure> {
		const begin = systemClock.now();
		const url = `${addressOf(this.credentials, request.api)}${request.path}`;
		const sending = httpOptions(url, request, timeout);
		const limits = { signal: this.signal, maxBytes: request.maxBytes };
		const raw = await exchange(this.context, this.data, sending, limits);
		if (isFailure(raw)) return aboutRequest(raw, request);
		const end = systemClock.now();
		if (request.read === undefined) await this.turnToParse(raw);
		const outcome = interpret(raw, request, end, this.secret);
		if (isFailure(outcome) || outcome.serviceTime === undefined) return outcome;
		// `Date` is when the response was sent; its content may be as old as the request.
		this.serviceAhead = outcome.serviceTime - end;
		return { ...outcome, serviceTime: begin + this.serviceAhead };
	}

	/** Gives each large response a turn of the event loop, however many arrive together. */
	private async turnToParse({ bytes }: RawResponse): Promise<void> {
		if (bytes.length <= PARSED_TOGETHER_BYTES) return;
		await (this.turn = this.turn.then(async () => await systemClock.sleep(0)));
	}
}

function aboutRequest(failure: TolokaFailure, { doing, maxBytes }: ApiRequest): TolokaFailure {
	const isEndless = failure.kind === 'answer-too-large' && maxBytes === undefined;
	if (!isEndless) return failure.with({ doing });
	return new TolokaFailure('unreadable', { ...failure.details, doing, text: ENDLESS });
}

function httpOptions(url: string, request: ApiRequest, timeout: number): HttpOptions {
	return {
		method: request.method,
		url,
		qs: definedOnly(request.query),
		headers: {
			Accept: request.accept ?? 'application/json',
			...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
			// axios takes truncated gzip for whole; of JSON, the parser notices.
			...(request.accept === undefined ? {} : { 'Accept-Encoding': 'identity' }),
		},
		// Bytes are sent as is; the helper would parse text as JSON, only to check it.
		body: request.body === undefined ? undefined : Buffer.from(request.body),
		encoding: 'stream',
		json: false,
		timeout,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
}

type HttpOptions = IHttpRequestOptions & { timeout: number };

function definedOnly(query: ApiRequest['query'] = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(query)
			.filter(([, value]) => value !== undefined)
			.map(([key, value]) => [key, String(value)]),
	);
}

/** Sends a request once. The helper's errors contain the token, so they are not passed on. */
async function exchange(
	context: TolokaContext,
	data: ICredentialDataDecryptedObject,
	options: HttpOptions,
	{ signal: canceled, maxBytes = MAX_RESPONSE_BYTES }: { signal?: AbortSignal; maxBytes?: number },
): Promise<RawResponse | TolokaFailure> {
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data };
	// The helper's own timeout restarts with every byte (n8n §3).
	const deadline = AbortSignal.timeout(options.timeout);
	const ends = canceled === undefined ? deadline : AbortSignal.any([canceled, deadline]);
	try {
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			withSignal(options, ends),
			{ credentialsDecrypted },
		);
		return await rawResponse(response, maxBytes, ends);
	} catch (error) {
		if (isFailure(error)) return error;
		return deadline.aborted
			? new TolokaFailure('no-answer', { text: `no response within ${options.timeout / 1000} s` })
			: networkFailure(networkErrorOf(error));
	}
}

/** Keeps the helper from replacing the signal with the execution's own (n8n §3). */
function withSignal(options: HttpOptions, signal: AbortSignal): HttpOptions {
	const get = () => signal;
	return Object.defineProperty(options, 'abortSignal', {
		get,
		set: () => undefined,
		enumerable: true,
	});
}

async function rawResponse(
	response: unknown,
	maxBytes: number,
	ends: AbortSignal,
): Promise<RawResponse> {
	const { statusCode, headers, body } = isRecord(response) ? response : {};
	const known = { status: Number(statusCode), headers: isRecord(headers) ? headers : {} };
	if (!isStreamed(body)) return { ...known, bytes: Buffer.alloc(0) };
	const length = known.headers['content-length'];
	return { ...known, bytes: await readBounded(body, length, maxBytes, ends) };
}

/** Returns the system's error code and text, wherever this version of n8n keeps them. */
function networkErrorOf(error: unknown): NetworkError {
	const texts: string[] = [];
	let code = '';
	for (let current = error, depth = 0; isRecord(current) && depth < 4; depth++) {
		for (const value of [current.httpCode, current.code]) {
			if (code === '' && typeof value === 'string' && SYSTEM_CODE.test(value)) code = value;
		}
		texts.push(...[current.message, current.messages].flat().map(String));
		current = current.cause;
	}
	return { code, text: texts.join(' ') };
}

const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{3,60}$/;
