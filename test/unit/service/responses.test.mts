import { expect, it } from 'vitest';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';

it.each(['', 'null'])('a read returns content, not %j; an empty file is a file', (text) => {
	const response = { status: 200, headers: {}, bytes: Buffer.from(text) };
	const meaningOf = (rest: object) =>
		interpret(response, { api: 'v1', doing: 'testing', ...rest }, 0, '');
	expect(meaningOf({ method: 'GET' })).toMatchObject({ kind: 'unreadable' });
	expect(meaningOf({ method: 'POST' })).toMatchObject({ status: 200 });
	expect(meaningOf({ method: 'GET', accept: '*/*' })).toMatchObject({ status: 200 });
});
