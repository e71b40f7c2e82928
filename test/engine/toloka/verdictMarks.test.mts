import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { CONTINUE, rows, Operating } from '../operating.mts';

const operating = new Operating();

const statuses = (pool: string) => operating.truth(pool).map(({ status }) => status);

/** Lines of a results file, one per mark; the assignments take turns. */
const lines = (ids: string[], marks: string[]): IDataObject[] =>
	marks.map((mark, index) => ({
		'ASSIGNMENT:assignment_id': ids[index % ids.length],
		'ACCEPT:verdict': mark,
	}));

const review = async (operation: string, input: IDataObject[], rest = {}) =>
	await operating.operate(`assignment:${operation}`, { comment: 'blurred' }, input, rest);

it.each([
	['accept', ['+', '-'], 'accepted', '-'],
	['accept', ['+', '–'], 'accepted', '-'],
	['accept', ['+', "'-"], 'accepted', '-'],
	['reject', ['-', ' + '], 'rejected', '+'],
])('%s changes nothing if a line has the opposite mark', async (operation, marks, done, mark) => {
	const { pool, ids } = operating.assignments(2, 'SUBMITTED');
	const { error } = await review(operation, lines(ids, marks));
	expect(error?.message).toBe(
		`Assignment ${ids[1]} was not ${done}: ACCEPT:verdict of item 1 is “${mark}”`,
	);
	expect(error?.context?.itemIndex).toBe(1);
	expect(statuses(pool)).toEqual(['SUBMITTED', 'SUBMITTED']);
});

it('an assignment has the mark of any of its lines', async () => {
	const { pool, ids } = operating.assignments(2, 'SUBMITTED');
	const result = await review('accept', lines(ids, ['+', '+', '-', '+']), { settings: CONTINUE });
	const text = `Assignment ${ids[0]} was not accepted: ACCEPT:verdict of item 2 is “-”`;
	expect(rows(result).map(({ error }) => error)).toEqual([text, undefined, text, undefined]);
	expect(statuses(pool)).toEqual(['SUBMITTED', 'ACCEPTED']);
});

it('a rejection is taken back, and paid, only without its mark', async () => {
	const { pool, ids } = operating.assignments(1, 'REJECTED');
	expect((await review('accept', lines(ids, ['-']))).error?.message).toContain('was not accepted');
	expect(statuses(pool)).toEqual(['REJECTED']);
	expect((await review('accept', lines(ids, ['']))).error?.message).toBeUndefined();
	expect(statuses(pool)).toEqual(['ACCEPTED']);
});

it('values of other columns are not read', async () => {
	const { pool, ids } = operating.assignments(1, 'SUBMITTED');
	const [input] = lines(ids, ['+']);
	const get = () => {
		throw new Error('detached');
	};
	Object.defineProperty(input, 'image', { get, enumerable: true });
	expect(
		(await review('accept', [input], { assignmentId: ids[0] })).error?.message,
	).toBeUndefined();
	expect(statuses(pool)).toEqual(['ACCEPTED']);
});

it('after what the message advises, the marks are followed', async () => {
	const { pool, ids } = operating.assignments(3, 'SUBMITTED');
	const { error } = await review('accept', lines(ids, ['-', '+', '+', '-', '-', '+']));
	expect(error?.description).toContain('If an assignment has both “+” and “-”, correct its rows.');
	const kept = lines(ids, ['-', '-', '+', '-', '-', '+']).filter(
		(row) => row['ACCEPT:verdict'] === '+',
	);
	expect((await review('accept', kept)).error?.message).toBeUndefined();
	expect(statuses(pool)).toEqual(['SUBMITTED', 'SUBMITTED', 'ACCEPTED']);
});

it.each([
	['accept', ['+', ''], 'ACCEPTED'],
	['reject', ['-', ''], 'REJECTED'],
])('%s reviews lines with its own mark or none', async (operation, marks, status) => {
	const { pool, ids } = operating.assignments(2, 'SUBMITTED');
	expect((await review(operation, lines(ids, marks))).error?.message).toBeUndefined();
	expect(statuses(pool)).toEqual([status, status]);
});

it('marks of another assignment do not count', async () => {
	const { pool, ids } = operating.assignments(2, 'SUBMITTED');
	const input = lines(ids.slice(1), ['-']).map((line) => ({ ...line, id: ids[0] }));
	const parameters = { assignmentId: '={{ $json.id }}' };
	const { error } = await operating.operate('assignment:accept', parameters, input);
	expect(error?.message).toBeUndefined();
	expect(statuses(pool)).toEqual(['ACCEPTED', 'SUBMITTED']);
});
