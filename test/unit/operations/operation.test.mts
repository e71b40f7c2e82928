import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../nodes/shared/toloka/operations/operation.ts';
import {
	asOperation,
	describeOperation,
	durationSeconds,
	isOfType,
	notFinished,
} from '../../../nodes/shared/toloka/operations/operation.ts';
import type { LogEntry } from '../../../nodes/shared/toloka/operations/log.ts';
import {
	createdTaskSuites,
	entryErrors,
	failedOperation,
} from '../../../nodes/shared/toloka/operations/log.ts';
import { sentences } from '../../../nodes/shared/toloka/service/sentences.ts';

const operation: Operation = { id: 'op-1', type: 'POOL.OPEN', status: 'RUNNING', progress: 40 };

describe('the duration', () => {
	it.each([
		[{ started: '2024-01-15T12:00:00', finished: '2024-01-15T12:00:02.5' }, 2.5],
		[{ submitted: '2024-01-15T12:00:00.000', finished: '2024-01-15T12:01:00Z' }, 60],
		[
			{ submitted: '2024-01-15T11:00', started: '2024-01-15T12:00', finished: '2024-01-15T12:00' },
			0,
		],
		[{ started: '2024-01-15T12:00:00' }, undefined],
		[{ finished: 'yesterday', started: '2024-01-15T12:00:00' }, undefined],
	])('of %j is %s s', (times, seconds) => {
		expect(durationSeconds({ ...operation, ...times })).toBe(seconds);
	});
});

describe('types', () => {
	it('are equal with dots or underscores', () => {
		const of = (type: string) => ({ ...operation, type });
		expect(isOfType(of('TASK_SUITE.BATCH.CREATE'), 'TASK_SUITE.BATCH_CREATE')).toBe(true);
		expect(isOfType(of('POOL.CLOSE'), 'POOL.OPEN')).toBe(false);
	});
});

describe('the log', () => {
	const entry = (success: boolean, output: Record<string, unknown>): LogEntry => ({
		type: 'TASK_SUITE_CREATE',
		success,
		input: {},
		output,
	});
	const path = {
		'tasks.0.input_values.image': { code: 'VALUE_REQUIRED', message: 'May not be null' },
	};

	it('lists the created suites, and no others', () => {
		const log = [
			entry(true, { task_suite_id: 'a' }),
			entry(false, { task_suite_id: 'b' }),
			entry(true, {}),
			entry(true, { task_suite_id: 'c' }),
		];
		expect(createdTaskSuites(log)).toEqual(['a', 'c']);
	});

	it.each([
		['a map of paths', path],
		['a wrapped map', { code: 'VALIDATION_ERROR', message: 'Validation failed', payload: path }],
	])('lists errors as %s', (_name, output) => {
		expect(entryErrors(entry(false, output))).toEqual([
			{ path: 'tasks.0.input_values.image', code: 'VALUE_REQUIRED', message: 'May not be null' },
		]);
	});

	it('lists an error that names no field', () => {
		const output = { code: 'EMPTY_POOL', message: 'Pool contains no tasks', request_id: 'x' };
		expect(entryErrors(entry(false, output))).toEqual([
			{ path: '', code: 'EMPTY_POOL', message: 'Pool contains no tasks' },
		]);
	});
});

describe('messages', () => {
	it('say which operation failed and why', () => {
		const output = { 'tasks.0': { code: 'OBJECT_EXPECTED', message: 'Value must be an object' } };
		const log = [{ type: 'TASK_SUITE_VALIDATE', success: false, input: {}, output }];
		const { message, description } = sentences(failedOperation(operation, log));
		expect(message).toBe('The operation op-1 (POOL.OPEN) failed');
		expect(description).toBe(
			'tasks.0: Value must be an object (OBJECT_EXPECTED). Correct the reasons given above and start a new operation.',
		);
	});

	it('do not mention reasons if there are none', () => {
		expect(sentences(failedOperation(operation, [])).description).toContain('gave no reason');
	});

	it('say what was reached by the deadline, and that the operation continues', () => {
		const { message, description } = sentences(notFinished('op-1', operation, 90_000));
		expect(message).toBe(
			'The operation op-1 (POOL.OPEN) is RUNNING, 40 % done: it was not finished within 90 s',
		);
		expect(description).toContain("The operation continues on Toloka's side");
		const unknown = sentences(notFinished('op-1', undefined, 7_200_000)).message;
		expect(unknown).toBe(
			'The operation op-1 is in an unknown state: it was not finished within 2 hours',
		);
	});

	it('strip unsafe text of the service', () => {
		const odd = { ...operation, id: 'a\u0000b\u202e', status: 'RUN\nNING' };
		expect(describeOperation(odd)).toBe('operation a b (POOL.OPEN) is RUN NING, 40 % done');
	});
});

it('anything other than an operation is refused', () => {
	for (const body of [null, [], 'x', { id: 1, status: 'RUNNING' }, { id: 'a' }]) {
		expect(() => asOperation(body, 'reading')).toThrow(
			expect.objectContaining({ kind: 'unreadable' }),
		);
	}
});
