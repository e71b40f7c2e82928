import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, pictures } from '../creating.mts';
import { byId, imageRows } from '../emulated.mts';
import { Operating } from '../operating.mts';
import { Pushing } from '../pushing.mts';

/** Expressions that return nothing in settings that decide what is paid. */

describe('Create Task Suites', () => {
	const creating = new Creating();
	const leaveOut = { options: { extraFields: 'leaveOut' } };

	it.each([
		['Tasks per Suite', { tasksPerSuite: '={{ $json.cell }}' }, 'it must return a number'],
		['Overlap', { overlapMode: '={{ $json.cell }}', overlap: 1 }, 'it must return one of'],
	])('an empty cell does not cost more: %s', async (label, parameters: IDataObject, advice) => {
		const rows = pictures(4).map((row, index) => ({ ...row, ...(index > 1 && { cell: '' }) }));
		const { error } = await creating.create(rows, { ...leaveOut, ...parameters });
		expect(error?.message).toBe(`Item 0: ${label} is empty. Nothing was created`);
		expect(error?.description).toContain(`Check the expression in ${label}: ${advice}`);
		expect(creating.posts()).toBe(0);
	});

	it.each([
		['Reserved For', 'reservedFor'],
		['Unavailable For', 'unavailableFor'],
	])('a column that does not exist does not offer suites to everyone: %s', async (label, field) => {
		const parameters = { ...leaveOut, suiteFields: { [field]: '={{ $json.preformer }}' } };
		const { error } = await creating.create(pictures(2), parameters);
		expect(error?.message).toBe(`Item 0: ${label} is undefined. Nothing was created`);
		expect(creating.posts()).toBe(0);
		const rows = pictures(1).map((row) => ({ ...row, preformer: '' }));
		expect((await creating.create(rows, parameters)).error?.message).toBeUndefined();
		expect(creating.suites()).toHaveLength(1);
	});

	it('an empty cell affects only its own item', async () => {
		const rows = pictures(5).map((row, index) => ({ ...row, size: index === 2 ? ' ' : '2' }));
		const parameters = { ...leaveOut, tasksPerSuite: '={{ $json.size }}' };
		const { error } = await creating.create(rows, parameters);
		expect(error?.description).toContain(
			'it must return a number, or set Invalid Items to “Create Valid Items Only”.',
		);
		const { outputs } = await creating.create(rows, { ...parameters, invalidItems: 'createValid' });
		expect(outputs[0][2].json.problem).toBe('Tasks per Suite is empty');
		expect(creating.suites().map(({ tasks }) => tasks.length)).toEqual([2, 2]);
	});
});

describe('Push Items', () => {
	const pushing = new Pushing();
	const leaveOut = { extraFields: 'leaveOut' };

	it('an empty cell does not push again what the option Skip Recently Pushed Items is to skip', async () => {
		const options = { ...leaveOut, lookBack: '={{ $json.minutes }}' };
		const { error } = await pushing.push(imageRows(1), { options });
		expect(error?.message).toContain('Skip Recently Pushed Items (Minutes) of item 0 is empty');
		expect(error?.description).toContain('it must return a number');
		expect(pushing.created()).toEqual([]);
	});

	it('other expressions do not require options that are left empty', async () => {
		const rows = imageRows(1).map((row) => ({ ...row, to: pushing.projectId }));
		const project = byId('={{ $json.to }}');
		const options = { ...leaveOut, lookBack: '' };
		const { error } = await pushing.push(rows, { project, options, destination: 'newBatch' });
		expect(error?.message).toBeUndefined();
		expect(pushing.created()).toHaveLength(1);
	});
});

describe('Toloka', () => {
	const operating = new Operating();

	it.each([
		['Project ID', 'pool:getMany', { poolFilters: { projectId: '={{ $json.cell }}' } }],
		['Status', 'pool:getMany', { poolFilters: { status: '={{ $json.cell }}' } }],
		['Statuses', 'assignment:getMany', { statuses: '={{ $json.cell }}' }],
		['Since', 'assignment:getMany', { options: { since: '={{ $json.cell }}' } }],
		['Expires', 'pool:clone', { cloneExpires: '={{ $json.cell }}' }],
	])('a column that does not exist is not taken for no limit: %s', async (label, name, given) => {
		const parameters: IDataObject = {
			pool: byId(operating.assignments(3, 'SUBMITTED').pool),
			...given,
		};
		const { error, outputs } = await operating.operate(name, parameters);
		expect(error?.message).toContain(`${label} of item 0 is undefined`);
		expect(error?.description).toContain("{{ $json.name ?? '' }}");
		expect(outputs).toEqual([]);
		const empty = await operating.operate(name, parameters, [{ cell: '' }]);
		expect(empty.error).toBeUndefined();
		expect(empty.outputs[0]).not.toHaveLength(0);
	});
});
