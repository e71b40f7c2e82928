import type { IBinaryKeyData, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import type { NodeResult } from '../engine.mts';
import { workflowPackage } from '../engine.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();
const creating = new Creating();

/** Begins an execution with items that have files, as many nodes pass them on. */
function begun(items: INodeExecutionData[]) {
	const node: INode = {
		id: 'Start',
		name: 'Start',
		type: 'start',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	return workflowPackage.createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node, data: { main: [items] }, source: null }],
		},
	});
}

function file(fileName?: string, mimeType = 'image/jpeg'): IBinaryKeyData {
	return { data: { data: 'aGk=', mimeType, ...(fileName !== undefined && { fileName }) } };
}

async function push(items: INodeExecutionData[], parameters: IDataObject = {}) {
	return await pushing.push([], parameters, {}, { resume: begun(items) });
}

function words({ error }: NodeResult) {
	return [error?.message, error?.description];
}

const row = { id: '1', image_url: 'https://example.com/1.jpg' };
const UPLOAD = 'Upload the file to where performers can open it, and send its address.';

describe('an item with a file', () => {
	it.each([
		[{}, file('photo.jpg'), 'photo.jpg'],
		[{ fileName: 'photo.jpg', fileSize: '3 MB' }, file('photo.jpg'), 'photo.jpg'],
		[{}, file(), 'data'],
	])('but no field of the project is explained: %j', async (json, binary, name) => {
		expect(words(await push([{ json, binary }]))).toEqual([
			`Item 0: the file “${name}” cannot be sent, only its address in a field of the project. Nothing was pushed`,
			`The item is invalid. ${UPLOAD}`,
		]);
	});

	it('and a misnamed column is told of the column', async () => {
		const json = { 'Image URL': 'https://example.com/1.jpg' };
		const [message] = words(await push([{ json, binary: file('photo.jpg') }]));
		expect(message).toContain('rename the column “Image URL” to “image_url”');
	});

	it.each([
		file('rows.csv', 'text/csv'),
		file('rows.xlsx', 'application/octet-stream'),
		file('rows', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
	])('that contains rows has to be read first: %j', async (binary) => {
		const { fileName } = binary.data;
		const result = await creating.create([], {}, { resume: begun([{ json: {}, binary }]) });
		expect(words(result)).toEqual([
			`Item 0: the rows are in the file “${fileName}”, which is not read. Nothing was created`,
			'The item is invalid. Put Extract from File before the node.',
		]);
	});

	it('is not skipped like an empty row', async () => {
		const items = [{ json: row }, { json: {}, binary: file('photo.jpg') }, { json: {} }];
		expect((await push(items)).error?.message).toContain('Item 1: the file “photo.jpg” cannot');
		const { outputs } = await push(items, { invalidItems: 'pushValid' });
		expect(outputs[0].map(({ json }) => json.id !== null)).toEqual([true, false]);
	});

	it('is sent by its fields, and its empty rows are skipped', async () => {
		const binary = file('rows.csv', 'text/csv');
		const blank = { json: { id: '', image_url: '' }, binary };
		const { error, outputs } = await push([{ json: row, binary }, blank]);
		expect(error?.message).toBeUndefined();
		expect(outputs[0]).toHaveLength(1);
	});
});
