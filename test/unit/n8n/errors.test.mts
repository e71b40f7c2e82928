import type { INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { toNodeError } from '../../../nodes/shared/n8n/errors.ts';
import type { FailureKind } from '../../../nodes/shared/toloka/service/failures.ts';
import {
	TolokaFailure,
	aboutItem,
	inDoubt,
} from '../../../nodes/shared/toloka/service/failures.ts';
import { afterPartialWork } from '../../../nodes/shared/toloka/service/sentences.ts';

const node = { name: 'Node', type: 'n8n-nodes-toloka.tolokaPushItems' } as INode;

describe('the word by which n8n recognizes a canceled execution', () => {
	const text = 'field “state”: the value canceled is unknown';

	it.each([
		['a refusal', new TolokaFailure('refused-locally', { text })],
		['a response', new TolokaFailure('invalid', { headline: text })],
		['an expression', Object.assign(new Error(text), { name: 'ExpressionError' })],
	])('is in no message about %s', (_what, failure) => {
		expect(toNodeError(node, failure).message).toContain('the value cancelled is unknown');
	});

	it('is in the message about a canceled one', () => {
		expect(toNodeError(node, new TolokaFailure('canceled', { doing: 'waiting' })).message).toBe(
			'The execution was canceled while waiting',
		);
	});
});

describe('the facts of a failure', () => {
	const failure = new TolokaFailure('unavailable', { status: 503, doing: 'pushing 2 items' });

	it('can be read from the error without parsing its message', () => {
		const counts = { created: 3, total: 5 };
		const partial = afterPartialWork(failure, '3 of 5 exist.', { counts, ids: ['a', 'b'] });
		const { context, description } = toNodeError(node, aboutItem(partial, 7));
		expect(context).toMatchObject({ counts, ids: ['a', 'b'], itemIndex: 7 });
		expect(description).toMatch(/^3 of 5 exist\. /);
	});

	it('are absent if there are none', () => {
		const { context } = toNodeError(node, failure);
		expect([context.counts, context.ids, context.isInDoubt]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('include the status if there was one', () => {
		expect(toNodeError(node, failure)).toMatchObject({ httpCode: '503' });
		const unanswered = toNodeError(node, new TolokaFailure('no-answer'));
		expect(unanswered).toMatchObject({ httpCode: null });
	});

	it('include the kind, and whether something may have been carried out', () => {
		expect(toNodeError(node, failure).context.kind).toBe('unavailable');
		expect(toNodeError(node, inDoubt(failure)).context.isInDoubt).toBe(true);
	});
});

it.each<[FailureKind, object]>([
	['unauthorized', { cause: 'credential-invalid' }],
	['forbidden', { cause: 'credential-invalid' }],
	['not-found', { cause: 'configuration-invalid' }],
	['invalid', { cause: 'configuration-invalid' }],
	['redirected', { cause: 'configuration-invalid' }],
	['intercepted', { cause: 'configuration-invalid' }],
	['rate-limited', { cause: 'rate-limited', retryAfterMs: 7 }],
	['quota-exhausted', { cause: 'quota-exhausted', resetsAtEpochMs: 9 }],
	['unavailable', { cause: 'temporarily-unavailable', retryAfterMs: 7 }],
	['no-answer', { cause: 'temporarily-unavailable', retryAfterMs: 7 }],
])('a poll that ends with %s backs off as %o says', (kind, failure) => {
	const error = toNodeError(node, new TolokaFailure(kind, { waitMs: 7, worksAgainAt: 9 }));
	expect(error).toHaveProperty('failure', failure);
});
