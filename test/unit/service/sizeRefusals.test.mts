import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';

function kindOf(status: number, text: string) {
	const response = { status, headers: {}, bytes: Buffer.from(text) };
	const failure = interpret(response, { api: 'v1', doing: 'testing' }, 0, 'secret');
	return failure instanceof TolokaFailure ? failure.kind : undefined;
}

describe('the refusal of a request for its size', () => {
	it.each([
		[400, '<title>Bad Request</title><h2>Bad Request - Request Too Long</h2>'],
		[400, '<h1>Bad Request (400)</h1>Request body exceeded DATA_UPLOAD_MAX_MEMORY_SIZE.'],
		[400, '{"code":"REQUEST_TOO_LARGE","message":"no"}'],
		[403, '<h1>403 Forbidden</h1>The payload is too big'],
		[404, '<h2>404.13</h2>configured to deny a request that exceeds the request content length'],
		[422, '{"message":"Content Too Large"}'],
		[400, '{"message":"The request exceeds the limit of 1 MB"}'],
	])('is recognized by what it says, with status %i: %s', (status, text) => {
		expect(kindOf(status, text)).toBe('too-large');
	});

	it.each([
		[400, '<title>400 Request Header Or Cookie Too Large</title>', 'intercepted'],
		[403, '<title>Request-URI Too Large</title>', 'intercepted'],
		[409, '{"code":"CONFLICT","message":"The entity is too large"}', 'conflict'],
		[
			400,
			'{"code":"VALIDATION_ERROR","message":"The request has values that are too long","payload":{"overlap":{"code":"X","message":"too large"}}}',
			'invalid',
		],
		[403, '{"code":"RequestLimitExceeded","message":"Request limit exceeded"}', 'forbidden'],
		[403, '{"code":"LIMIT","message":"The request rate exceeds the allowed size"}', 'forbidden'],
		[
			422,
			'{"code":"NO_MONEY","message":"The price of this request exceeds the balance"}',
			'invalid',
		],
		[400, '{"code":"TIMEOUT","message":"The request took too long"}', 'invalid'],
		[500, 'request entity too large', 'unavailable'],
	])('is not, with status %i, what is said of something else or is unclear: %s', (...one) => {
		const [status, text, kind] = one;
		expect(kindOf(status, text)).toBe(kind);
	});
});
