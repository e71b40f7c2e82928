import { describe, expect, it } from 'vitest';
import { getSolutions } from '../aggregated.mts';
import { Creating, pictures } from '../creating.mts';
import { byId } from '../emulated.mts';
import { Operating } from '../operating.mts';

const creating = new Creating();
const operating = new Operating();

/** n8n returns nothing for it: 3 is a number, which has nothing to trim. */
const FAILS = '={{ $json.n.trim() }}';
const FAILURE = /An expression fails(?: for item 0)?: \$json.n.trim is not a function/;

describe('an expression that fails is not taken for an empty field, whose default would count', () => {
	it.each(['tasksPerSuite', 'openPool', 'options.maxWait', 'options.extraFields'])(
		'%s of task suites',
		async (parameter) => {
			const [name, option] = parameter.split('.');
			const value = option === undefined ? FAILS : { [option]: FAILS };
			const rows = pictures(1).map((row) => ({ ...row, n: 3 }));
			const { error } = await creating.create(rows, { [name]: value });
			expect(error?.message).toMatch(FAILURE);
			expect(creating.posts()).toBe(0);
		},
	);

	it.each([
		['outputFields', {}],
		['minVotes', {}],
		['ifTied', {}],
		['limit', {}],
		['options', { flatten: FAILS }],
		['options', { inputFields: FAILS }],
		['options', { taskIdGt: FAILS }],
	])('%s %j of a majority vote', async (name, options) => {
		const pool = byId(creating.pool.id);
		const vote = { operation: 'aggregatePool', pool, method: 'MAJORITY_VOTE', returnAll: false };
		const { error } = await getSolutions(creating.emulated, [{ n: 3 }], {
			...vote,
			[name]: name === 'options' ? options : FAILS,
		});
		expect(error?.message).toMatch(FAILURE);
	});

	it.each([
		{ statuses: FAILS },
		{ simplify: FAILS },
		{ options: { since: FAILS } },
		{ options: { includeControlTasks: FAILS } },
	])('%j of assignments', async (parameters) => {
		const { pool } = operating.assignments(1, 'SUBMITTED');
		const all = { pool: byId(pool), ...parameters };
		const { error } = await operating.operate('assignment:getMany', all, [{ n: 3 }]);
		expect(error?.message).toMatch(FAILURE);
	});
});
