import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import type { TolokaCredentials } from '../toloka/service/addresses';
import {
	API_PREFIXES,
	bareToken,
	baseUrlOf,
	isUsableToken,
	isYandexTasks,
} from '../toloka/service/addresses';
import type { Clock } from '../toloka/flow/clock';
import { TolokaFailure, inDoubt, isFailure, isOutcomeUnclear } from '../toloka/service/failures';
import { fingerprint } from '../toloka/values/keys';
import type { ApiReply, ApiRequest, Send } from '../toloka/service/requests';
import { retryDelayMs } from '../toloka/service/retry';
import { systemClock } from './clock';
import type { QuotaQueue } from './quotaQueue';
import { quotaQueueFor } from './quotaQueue';
import type { RawAnswer } from '../toloka/service/answers';
import { interpret } from '../toloka/service/answers';
import { isRecord } from '../toloka/values/foreign';

export type TolokaContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

const CREDENTIAL = 'tolokaApi';

export interface TransportOptions {
	/** Milliseconds to wait for one answer. */
	timeoutMs?: number;
	/** Milliseconds that waiting for one request may take in all: between tries, or for a quota. */
	waitBudgetMs?: number;
	clock?: Clock;
}

export interface Connection {
	send: Send;
	credentials: TolokaCredentials;
	signal: AbortSignal | undefined;
	/** QuotaQueue within the quota of aggregated solutions; `send` takes one for every such request. */
	queue: QuotaQueue;
	/** The service's clock by its latest answer, or ours, set back for the difference there may be. */
	serviceTime(): number;
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** How far clocks that nobody compared may differ. */
const CLOCK_TOLERANCE_MS = 30_000;
const DEFAULT_WAIT_BUDGET_MS = 5 * 60_000;

/**
 * The only way out of this package. Decrypts the credential once, sends through n8n's own helper
 * with a fresh options object per try, reads status and body itself, and repeats what is safe to
 * repeat. Redirects are not followed: the API has none, and the token must not travel along.
 */
export async function connect(
	context: TolokaContext,
	options: TransportOptions = {},
): Promise<Connection> {
	const data = await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
	const credentials = data as unknown as TolokaCredentials;
	const clock = options.clock ?? systemClock;
	const signal = cancelSignal(context);
	const baseUrl = usableBaseUrl(credentials);
	const secret = bareToken(credentials);
	const waitBudgetMs = options.waitBudgetMs ?? DEFAULT_WAIT_BUDGET_MS;
	const account = fingerprint([baseUrl, secret]);
	const { logger } = context;
	const queue = quotaQueueFor(account, { clock, logger, signal, budgetMs: waitBudgetMs });
	/** How far the service's clock is ahead of ours, at least. */
	let serviceAhead = -CLOCK_TOLERANCE_MS;

	async function sendOnce(request: ApiRequest): Promise<ApiReply | TolokaFailure> {
		const begin = clock.now();
		const raw = await exchange(context, data, httpOptions(baseUrl, request, options.timeoutMs));
		if (isFailure(raw))
			return new TolokaFailure(raw.kind, { ...raw.details, doing: request.doing });
		const end = clock.now();
		const outcome = interpret(raw, request, end, secret);
		if (isFailure(outcome) || outcome.serviceTime === undefined) return outcome;
		// The date is of when the answer was sent; what it says may be as old as the request.
		serviceAhead = outcome.serviceTime - end;
		return { ...outcome, serviceTime: begin + serviceAhead };
	}

	function stopIfCancelled({ doing }: ApiRequest, isInDoubt: boolean): void {
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing, isInDoubt });
	}

	async function send(request: ApiRequest): Promise<ApiReply> {
		if (request.api === 'apps') refuseAppsOnYandexTasks(credentials);
		const repeatable = request.method === 'GET' || request.repeatable === true;
		let budgetMs = waitBudgetMs;
		let isInDoubt = false;
		for (let tries = 1; ; tries++) {
			stopIfCancelled(request, isInDoubt);
			if (request.quota !== undefined) await queue.enter(request.doing);
			const outcome = await sendOnce(request);
			if (!isFailure(outcome)) return outcome;
			isInDoubt ||= isOutcomeUnclear(outcome);
			stopIfCancelled(request, isInDoubt);
			const delayMs = retryDelayMs(outcome, { tries, repeatable, budgetMs }, Math.random);
			// A refusal says nothing about the try before it that got no answer.
			if (delayMs === undefined) throw isInDoubt ? inDoubt(outcome) : outcome;
			logger.debug(`Toloka: ${outcome.kind} while ${request.doing}, again in ${delayMs} ms`);
			await clock.sleep(delayMs, signal);
			budgetMs -= delayMs;
		}
	}

	return {
		send,
		credentials,
		signal,
		queue,
		serviceTime: () => clock.now() + serviceAhead,
	};
}

function cancelSignal(context: TolokaContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

function usableBaseUrl(credentials: TolokaCredentials): string {
	const baseUrl = baseUrlOf(credentials);
	const token = bareToken(credentials);
	if (baseUrl !== undefined && isUsableToken(token)) return baseUrl;
	if (baseUrl === undefined) {
		throw new TolokaFailure('misconfigured', {
			text: 'The base URL in the Toloka credential is not an http or https address',
			advice: 'Enter scheme and host, for example https://toloka.dev, without a query.',
		});
	}
	throw new TolokaFailure('misconfigured', {
		text:
			token === ''
				? 'The Toloka credential has no token'
				: 'The token in the Toloka credential has characters that no token has',
		advice: 'Enter the API key or OAuth token of your account in the credential.',
	});
}

function refuseAppsOnYandexTasks(credentials: TolokaCredentials): void {
	if (!isYandexTasks(credentials)) return;
	throw new TolokaFailure('misconfigured', {
		text: 'Yandex Tasks offers no app projects, so items cannot be pushed or polled there',
		advice:
			'Use a Toloka credential here, or work with pools: Toloka Create Task Suites and Toloka Get Aggregated Solutions support Yandex Tasks.',
	});
}

function httpOptions(
	baseUrl: string,
	request: ApiRequest,
	timeoutMs?: number,
): IHttpRequestOptions {
	return {
		method: request.method,
		url: `${baseUrl}${API_PREFIXES[request.api]}${request.path}`,
		qs: definedOnly(request.query),
		headers: {
			Accept: request.accept ?? 'application/json',
			...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		// Bytes go out as they are; text would be parsed as JSON on the way, only to check it.
		body: request.body === undefined ? undefined : Buffer.from(request.body),
		encoding: 'arraybuffer',
		json: false,
		timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
}

function definedOnly(query: ApiRequest['query'] = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(query)
			.filter(([, value]) => value !== undefined)
			.map(([key, value]) => [key, String(value)]),
	);
}

/** One exchange. The helper's errors carry the request, token included, and end here. */
async function exchange(
	context: TolokaContext,
	data: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<RawAnswer | TolokaFailure> {
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data };
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
			{ credentialsDecrypted },
		);
		return rawAnswer(answer);
	} catch (error) {
		return networkFailure(error);
	}
}

function rawAnswer(answer: unknown): RawAnswer {
	const { statusCode, headers, body } = isRecord(answer) ? answer : {};
	return {
		status: Number(statusCode),
		headers: isRecord(headers) ? headers : {},
		bytes: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
	};
}

const NEVER_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_INVALID_URL)/;

function networkFailure(error: unknown): TolokaFailure {
	const code = networkCode(error);
	return new TolokaFailure(NEVER_SENT.test(code) ? 'unreachable' : 'no-answer', {
		text: code === '' ? undefined : code,
	});
}

/** The system's error code, wherever this version of n8n keeps it. */
function networkCode(error: unknown): string {
	for (let current = error, depth = 0; isRecord(current) && depth < 4; depth++) {
		for (const key of ['httpCode', 'code']) {
			const value = current[key];
			if (typeof value === 'string' && /^[A-Z][A-Z_]{3,40}$/.test(value)) return value;
		}
		current = current.cause;
	}
	return '';
}
