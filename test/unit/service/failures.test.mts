import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';
import type { FailureKind } from '../../../nodes/shared/toloka/service/failures.ts';
import {
	TolokaFailure,
	isOutcomeUnclear,
	isTransient,
	outcomeOf,
	refusal,
} from '../../../nodes/shared/toloka/service/failures.ts';
import { afterPartialWork, sentences } from '../../../nodes/shared/toloka/service/sentences.ts';
import { fieldErrorText, fieldErrors } from '../../../nodes/shared/toloka/service/fieldErrors.ts';
import { clean } from '../../../nodes/shared/toloka/values/foreign.ts';

const required = { code: 'VALUE_REQUIRED', message: 'May not be null' };
const badUrl = { code: 'INVALID_URL_SYNTAX', message: 'Value must be in valid url format' };

describe('field errors are found in every documented shape', () => {
	it.each<[string, unknown, string[]]>([
		['bulk items', { 'input_data.0.image_url': required }, ['input_data.0.image_url']],
		['one item', { 'input_data.image_url': required }, ['input_data.image_url']],
		['one v1 object', { 'filter.and.0.value': required }, ['filter.and.0.value']],
		[
			'a v1 array, by index',
			{ 1: { 'tasks.0.input_values.image': required } },
			['1.tasks.0.input_values.image'],
		],
		[
			'a v1 array, index in the path',
			{ '1.tasks.0.input_values.image': required },
			['1.tasks.0.input_values.image'],
		],
		[
			'a log entry, paths at once',
			{ 'tasks.0.input_values.a': required },
			['tasks.0.input_values.a'],
		],
		[
			'a log entry, wrapped in an error',
			{ code: 'VALIDATION_ERROR', message: 'no', payload: { 'tasks.0': badUrl } },
			['tasks.0'],
		],
		['nothing', null, []],
		['a list', [required], []],
		['text', 'VALUE_REQUIRED', []],
		['an error object without payload', required, []],
		['numbers among them', { a: 1, b: required, c: [required] }, ['b', 'c']],
	])('%s', (_shape, payload, paths) => {
		expect(fieldErrors(payload).map(({ path }) => path)).toEqual(paths);
	});

	it('with code and optional message', () => {
		expect(fieldErrors({ a: badUrl, b: { code: 'JSON_EXPECTED' } })).toEqual([
			{ path: 'a', ...badUrl },
			{ path: 'b', code: 'JSON_EXPECTED', message: '' },
		]);
	});

	it('but no deeper than the documented shapes', () => {
		const path = 'abcdefghi'.split('');
		const nested = path.reduceRight<object>((inner, key) => ({ [key]: inner }), required);
		expect(fieldErrors(nested)).toEqual([]);
		expect(fieldErrors({ a: { b: { c: { d: { e: required } } } } })).toHaveLength(1);
	});

	it('in one sentence that shows three of them', () => {
		expect(fieldErrorText({ a: required, b: { code: 'X' } })).toBe(
			'a: May not be null (VALUE_REQUIRED); b: (X).',
		);
		const five = Object.fromEntries([...'abcde'].map((name) => [name, required]));
		expect(fieldErrorText(five)).toMatch(/; and 2 more\.$/);
		expect(fieldErrorText({})).toBe('');
	});
});

describe('the sentences of a failure', () => {
	it('say what happened, to what, what to do, and what the service answered', () => {
		const failure = new TolokaFailure('conflict', {
			doing: 'opening the pool 21',
			status: 409,
			code: 'EMPTY_POOL',
			text: 'Pool contains no tasks',
			requestId: 'r-1',
		});
		expect(sentences(failure)).toEqual({
			message: "Toloka can't do this in the current state while opening the pool 21",
			description:
				'Check the status on the Toloka website, then try again. Response: 409 EMPTY_POOL “Pool contains no tasks” (request ID r-1).',
		});
	});

	it('start with the fields, and name the time of the next chance', () => {
		const { description } = sentences(
			new TolokaFailure('quota-exhausted', {
				payload: { a: required },
				worksAgainAt: Date.UTC(2024, 0, 16, 11, 59, 30),
			}),
		);
		expect(description).toMatch(
			/^a: May not be null \(VALUE_REQUIRED\)\. It will work again by 2024-01-16 12:00 UTC/,
		);
	});

	it('advise a time only if one is known, and then no other', () => {
		const quota = sentences(new TolokaFailure('quota-exhausted')).description;
		expect(quota).toBe('Try again later: Toloka does not say when it will work again.');
		const answer = { status: 503, headers: { 'retry-after': '3600' }, bytes: Buffer.alloc(0) };
		const advices = {
			v1: 'Try again after that time.',
			apps: 'try again after that time.',
		};
		for (const api of ['apps', 'v1'] as const) {
			const down = interpret(answer, { api, doing: 'testing' }, 0, '') as TolokaFailure;
			const { description } = sentences(down);
			expect(description).toMatch(/^It will work again by 1970-01-01 01:00 UTC\. /);
			expect(description).toContain(advices[api]);
			expect(description).not.toContain('in a few minutes');
		}
	});

	it.each([
		[402, { code: 'PAYMENT_REQUIRED', message: 'Payment required' }],
		[403, { code: 'NOT_ENOUGH_BALANCE', message: 'Too little money' }],
		[409, { code: 'NOT_ENOUGH_BALANCE', message: 'Too little money' }],
	])('advise to top up the account if the money ran out: %i', (status, body) => {
		const answer = { status, headers: {}, bytes: Buffer.from(JSON.stringify(body)) };
		const request = { api: 'apps', doing: 'testing' } as const;
		const { description } = sentences(interpret(answer, request, 0, '') as TolokaFailure);
		expect(description).toMatch(/^The balance of the account is too low: top it up /);
	});

	it.each(['<title>402 Payment Required</title>', '{"message":"Payment required"}'])(
		'do not advise to top up the account if a proxy requires a payment: %s',
		(body) => {
			const answer = { status: 402, headers: {}, bytes: Buffer.from(body) };
			const failure = interpret(answer, { api: 'v1', doing: 'testing' }, 0, '') as TolokaFailure;
			const { message, description } = sentences(failure);
			expect(message).toContain('A proxy or another server');
			expect(description).not.toContain('top it up');
		},
	);

	it('are composed once, however many items show the failure', () => {
		let looks = 0;
		const payload = Object.defineProperty({}, 'input_data.0.a', {
			enumerable: true,
			get: () => (looks++, required),
		});
		const failure = new TolokaFailure('invalid', { payload });
		const first = sentences(failure);
		const looksOfOne = looks;
		expect(sentences(failure)).toEqual(first);
		expect(looksOfOne).toBeGreaterThan(0);
		expect(looks).toBe(looksOfOne);
	});

	it('of a refusal are the given ones, for the given item', () => {
		const failure = refusal('Item 3: too long', 'Shorten it.', 3);
		expect(sentences(failure)).toEqual({ message: 'Item 3: too long', description: 'Shorten it.' });
		expect(failure.details.itemIndex).toBe(3);
	});

	it('place the advice of the kind after what had been reached', () => {
		const failure = afterPartialWork(new TolokaFailure('conflict'), '3 of 5 were pushed before.');
		expect(sentences(failure).description).toBe(
			'3 of 5 were pushed before. Check the status on the Toloka website, then try again.',
		);
	});

	it('are bounded and visible, whatever text the service sent', () => {
		const text = fc.string({ unit: 'binary', maxLength: 4_000 });
		const kinds: FailureKind[] = ['misconfigured', 'invalid', 'contradiction', 'unavailable'];
		const details = fc.record({
			doing: text,
			text,
			code: text,
			requestId: text,
			advice: text,
			payload: fc.dictionary(text, fc.record({ code: text, message: text })),
		});
		fc.assert(
			fc.property(fc.constantFrom(...kinds), details, (kind, given) => {
				const { message, description } = sentences(new TolokaFailure(kind, given));
				expect(message.length).toBeLessThanOrEqual(500);
				expect(description.length).toBeLessThanOrEqual(2_000);
				expect(`${message}${description}`).not.toMatch(/[\p{Cc}\p{Cs}]/u);
			}),
			{ seed: 1, numRuns: 200 },
		);
	});
});

const KINDS: Record<FailureKind, true> = {
	misconfigured: true,
	'refused-locally': true,
	unauthorized: true,
	forbidden: true,
	'not-found': true,
	invalid: true,
	conflict: true,
	'too-large': true,
	'rate-limited': true,
	'quota-exhausted': true,
	unavailable: true,
	unreachable: true,
	'no-answer': true,
	unreadable: true,
	'answer-too-large': true,
	redirected: true,
	intercepted: true,
	'operation-failed': true,
	'not-finished': true,
	contradiction: true,
	canceled: true,
};

it.each(Object.keys(KINDS) as FailureKind[])('%s says what happened and what to do', (kind) => {
	const failure = new TolokaFailure(kind, { doing: 'reading the pool 1', status: 400 });
	const { message, description } = sentences(failure);
	expect(message).toMatch(/^(?! while )[A-Z].{10}/);
	expect(description).toMatch(/^(?!Response: )[A-Z].{10}.*\.$/);
});

describe('the kind decides what happens next', () => {
	const kinds: FailureKind[] = [
		'misconfigured',
		'refused-locally',
		'unauthorized',
		'forbidden',
		'not-found',
		'invalid',
		'conflict',
		'too-large',
		'rate-limited',
		'quota-exhausted',
		'unavailable',
		'unreachable',
		'no-answer',
		'unreadable',
		'operation-failed',
		'not-finished',
		'contradiction',
		'canceled',
	];
	const those = (rule: (failure: TolokaFailure) => boolean) =>
		kinds.filter((kind) => rule(new TolokaFailure(kind)));

	it('a write may have been carried out only if an answer was lost', () => {
		expect(those(isOutcomeUnclear)).toEqual(['unavailable', 'no-answer', 'unreadable']);
	});

	it('a poll may skip failures that tend to pass', () => {
		expect(those(isTransient)).toEqual([
			'rate-limited',
			'unavailable',
			'unreachable',
			'no-answer',
			'unreadable',
		]);
	});
});

describe('an outcome', () => {
	it('is the value or the failure, and no other error is caught', async () => {
		const failure = new TolokaFailure('canceled');
		expect(await outcomeOf(Promise.resolve(5))).toBe(5);
		expect(await outcomeOf(Promise.reject(failure))).toBe(failure);
		await expect(outcomeOf(Promise.reject(new RangeError('bug')))).rejects.toThrow('bug');
	});
});

describe('cleaned text', () => {
	it.each([
		['a\u0000b\u001b[31mc', 'a b [31mc'],
		['  two\r\n\tlines ', 'two lines'],
		['zero\u200bwidth\u2028line', 'zero width line'],
		['half \ud83d character', 'half character'],
		['\u202egnp.exe', 'gnp.exe'],
	])('%j is shown as %j', (text, shown) => {
		expect(clean(text)).toBe(shown);
	});

	it('ends with a whole character and an ellipsis', () => {
		const cut = clean('😀'.repeat(300), 10);
		expect(cut).toBe('😀😀😀😀…');
		expect(clean('x'.repeat(10), 10)).toBe('x'.repeat(10));
	});
});
