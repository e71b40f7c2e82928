import type { IDataObject, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { editorOf } from '../editor.mts';
import { useEmulated } from '../emulatedTest.mts';
import { describeNode } from '../engine.mts';

const emulated = useEmulated();

/** What the editor sends for an expression whose input does not exist yet (n8n §4). */
const UNRESOLVED: IDataObject[] = [
	{ __rl: true, mode: 'id' },
	{ __rl: true, mode: 'id', value: null },
	{ __rl: true, mode: 'url' },
	{ __rl: true, mode: 'url', value: null },
];

describe.each(UNRESOLVED)('while a picker has an expression without a value: %j', (locator) => {
	const methodsOf = (type: string) => describeNode(type).methods!;
	const editor = (type: string, parameters: IDataObject) =>
		editorOf(type, emulated.credentials, parameters);

	async function choices(method: string, more: IDataObject): Promise<INodePropertyOptions[]> {
		const type = 'tolokaGetAggregatedSolutions';
		const parameters = { operation: 'aggregatePool', pool: locator, ...more };
		return await methodsOf(type).loadOptions![method].call(editor(type, parameters));
	}

	it('fields chosen before remain choices', async () => {
		const result = { name: 'result', value: 'result' };
		const [image, note] = ['image', 'note'].map((value) => ({ name: value, value }));
		expect(await choices('getOutputFields', { outputField: 'result' })).toEqual([result]);
		expect(
			await choices('getOutputFields', { method: 'MAJORITY_VOTE', outputFields: ['result'] }),
		).toEqual([result]);
		expect(await choices('getOutputFields', { outputField: '' })).toEqual([]);
		const options = { inputFields: ['image', 'note'] };
		expect(await choices('getInputFields', { options })).toEqual([image, note]);
	});

	it.each([
		['tolokaPushItems', 'getItemFields', 'project'],
		['tolokaCreateTaskSuites', 'getTaskFields', 'pool'],
	])('%s keeps the mapping', async (type, method, parameter) => {
		const schema = [{ id: 'image', displayName: 'image', required: true }];
		const parameters = { [parameter]: locator, fields: { mappingMode: 'defineBelow', schema } };
		const shown: ResourceMapperFields = await methodsOf(type).resourceMapping![method].call(
			editor(type, parameters),
		);
		expect(shown.fields).toEqual(schema);
	});

	it('the list of batches says that the project comes first', async () => {
		const type = 'tolokaPushItems';
		const list = methodsOf(type).listSearch!.searchBatches.call(editor(type, { project: locator }));
		await expect(list).rejects.toThrow('Choose the project first');
	});
});
