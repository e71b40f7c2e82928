import { describe, expect, it } from 'vitest';
import { TasksInOrder } from '../../../nodes/shared/toloka/assignments/poolTasks.ts';
import { boundedFiles } from '../../../nodes/shared/toloka/flow/boundedFiles.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { withInputValues } from '../../../nodes/shared/toloka/solutions/inputValues.ts';
import { ADDING_TEXT, LINES, LINE_FORMAT } from '../../../nodes/shared/toloka/solutions/lines.ts';
import type { SolutionQuery } from '../../../nodes/shared/toloka/solutions/pages.ts';
import { solutionPages } from '../../../nodes/shared/toloka/solutions/pages.ts';

const query: SolutionQuery = { descending: false, bounds: {}, pageSize: 100, limit: Infinity };

/** Answers with these texts as the rows of the two lists. */
const answering =
	(solutions: string[], tasks: string[] = []): Send =>
	async ({ path, read }) => {
		const rows = path === '/tasks' ? tasks : solutions;
		const body = read!(Buffer.from(`{"items":[${rows.join(',')}],"has_more":false}`));
		return { status: 200, body };
	};

interface Wish {
	/** The input fields to add. */
	fields?: string[];
	maxBytes?: number;
}

async function filesOf(send: Send, { fields, maxBytes = 1 << 20 }: Wish = {}) {
	const pages = solutionPages(send, 'op', query, LINES);
	const tasks = new TasksInOrder(send, '21', {
		descending: false,
		expected: 9,
		fields: fields ?? [],
	});
	const walk = fields ? withInputValues(pages, tasks, ADDING_TEXT, () => undefined) : pages;
	const parts = [];
	const settings = { format: LINE_FORMAT, maxBytes, pause: async () => undefined };
	for await (const { bytes, ...rest } of boundedFiles(walk, settings)) {
		parts.push({ ...rest, lines: bytes.toString().split('\n').slice(0, -1) });
	}
	return parts;
}

async function linesOf(send: Send, fields?: string[]): Promise<string[]> {
	return (await filesOf(send, { fields })).flatMap(({ lines }) => lines);
}

describe('lines of solutions', () => {
	it('are what the service sent, byte by byte', async () => {
		const rows = [
			'{"task_id":"a","output_values":{"n":1.0,"t":"\\u043a кот \\/ 😀\\n"},"confidence":0.50}',
			'{"confidence":null,"task_id":"b","output_values":{"input_values":[{}]}}',
		];
		expect(await linesOf(answering(rows))).toEqual(rows);
	});

	it.each([
		['spaces and line breaks', '{\n "task_id" : "a",\n "x": [ 1 ]\n}', '{"task_id":"a","x":[1]}'],
		['an escaped name', '{"task\\u005fid":"a"}', '{"task_id":"a"}'],
		['an escaped ID', '{"task_id":"\\u0061"}', '{"task_id":"a"}'],
		['two IDs', '{"task_id":"b","task_id":"a"}', '{"task_id":"a"}'],
		[
			'a long integer',
			'{"task_id":"a","n":12345678901234567890}',
			'{"task_id":"a","n":"12345678901234567890"}',
		],
	])('are written anew if a solution has %s', async (_name, row, line) => {
		expect(await linesOf(answering([row]))).toEqual([line]);
	});

	it('keep what the service calls input values unless those of the tasks replace it', async () => {
		const rows = [
			'{"task_id":"a","input_values":{"b":1},"x":2}',
			'{ "task_id":"b","input_values":{"b":1}}',
		];
		expect((await linesOf(answering(rows))).map((line) => JSON.parse(line) as unknown)).toEqual(
			rows.map((row) => JSON.parse(row) as unknown),
		);
		expect(await linesOf(answering(rows, ['{"id":"a","input_values":{"b":3}}']), ['b'])).toEqual([
			'{"task_id":"a","x":2,"input_values":{"b":3}}',
			'{"task_id":"b","input_values":null}',
		]);
	});

	it.each(['{"task":"a"}', '{"task_id":1}', '1', '{"task_id":"a"'])(
		'are refused if a row is %s',
		async (row) => {
			await expect(linesOf(answering([row]))).rejects.toMatchObject({ kind: 'unreadable' });
		},
	);

	it('fill files up to their size in bytes', async () => {
		const rows = Array.from({ length: 40 }, (_, n) => `{"task_id":"a${n + 10}","t":"ёё"}`);
		const send = answering(rows);
		const parts = await filesOf(send, { maxBytes: 1 });
		expect(parts).toMatchObject([{ count: 40, firstId: 'a10', lastId: 'a49' }]);
		expect(parts[0].lines).toEqual(rows);
	});
});

describe('lines with input values', () => {
	it('have the wanted fields, null for a missing one, and null for a task that is gone', async () => {
		const solutions = ['a', 'b', 'c', 'd'].map((id) => `{"task_id":"${id}"}`);
		const tasks = [
			'{"id":"a","input_values":{"x":"кот","other":1,"y":[1,{"x":2}]}}',
			'{"id":"aa","input_values":{"x":0}}',
			'{"input_values":{},"id":"c","known_solutions":[{}]}',
			'{"id":"d"}',
		];
		expect(await linesOf(answering(solutions, tasks), ['y', 'x'])).toEqual([
			'{"task_id":"a","input_values":{"y":[1,{"x":2}],"x":"кот"}}',
			'{"task_id":"b","input_values":null}',
			'{"task_id":"c","input_values":{"y":null,"x":null}}',
			'{"task_id":"d","input_values":{"y":null,"x":null}}',
		]);
	});

	it.each([
		['spaces', '{"id": "a", "input_values": {"x": "кот", "y": 1}}', '{"x":"кот"}'],
		['an escaped name', '{"id":"a","input_values":{"\\u0078":"кот"}}', '{"x":"кот"}'],
		['no object', '{"id":"a","input_values":null}', '{"x":null}'],
		[
			'a long integer',
			'{"id":"a","input_values":{"x":12345678901234567890}}',
			'{"x":"12345678901234567890"}',
		],
	])('are right if a task has %s', async (_name, task, input) => {
		const [line] = await linesOf(answering(['{"task_id":"a"}'], [task]), ['x']);
		expect(line).toBe(`{"task_id":"a","input_values":${input}}`);
	});

	it('have fields with quotes in their names', async () => {
		const task = JSON.stringify({ id: 'a', input_values: { 'q"\\': 'ж' } });
		const [line] = await linesOf(answering(['{"task_id":"a"}'], [task]), ['q"\\']);
		expect(JSON.parse(line)).toEqual({ task_id: 'a', input_values: { 'q"\\': 'ж' } });
	});
});
