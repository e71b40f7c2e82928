import type { ResourceMapperFields } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { editorOf } from '../editor.mts';
import { byId } from '../emulated.mts';
import { useEmulated } from '../emulatedTest.mts';
import { describeNode } from '../engine.mts';

const emulated = useEmulated();

const SPEC = {
	image: { type: 'url' },
	kind: { type: 'string', allowed_values: ['cat', 'dog'] },
	sure: { type: 'boolean' },
	checked: { type: 'boolean', required: false, allowed_values: [true] },
	likes: { type: 'integer', required: false, allowed_values: [1, 2] },
	size: { type: 'json', required: false, allowed_values: [{ width: 1 }] },
};

/** Reads the fields that the mapper shows, for a node or for the same node as a tool. */
async function shown(type: string, asTool = ''): Promise<ResourceMapperFields['fields']> {
	const { seedData } = emulated.emulator;
	const parameters =
		type === 'tolokaPushItems'
			? { project: byId(seedData.addAppProject({ inputSpec: SPEC }).id) }
			: { pool: byId(seedData.addPool({ inputSpec: SPEC }).id) };
	const [method] = Object.values(describeNode(type).methods!.resourceMapping!);
	const context = editorOf(type, emulated.credentials, parameters);
	const node = context.getNode();
	context.getNode = () => ({ ...node, type: `${node.type}${asTool}` });
	return (await method.call(context)).fields;
}

const named = (fields: ResourceMapperFields['fields']) =>
	Object.fromEntries(
		fields.map(({ id, type, options }) => [id, [type, options?.map(({ value }) => value)]]),
	);

describe.each(['tolokaPushItems', 'tolokaCreateTaskSuites'])('the mapper of %s', (type) => {
	it('has no switches, which n8n sends as false if nobody touches them', async () => {
		expect(named(await shown(type))).toEqual({
			image: ['string', undefined],
			kind: ['options', ['cat', 'dog']],
			sure: ['options', [true, false]],
			checked: ['options', [true]],
			likes: ['options', [1, 2]],
			// A list without entries could not be filled in.
			size: ['object', undefined],
		});
	});

	it('of a tool has no lists, which n8n does not let a model fill in', async () => {
		expect(named(await shown(type, 'Tool'))).toEqual({
			image: ['string', undefined],
			kind: ['string', undefined],
			sure: ['string', undefined],
			checked: ['string', undefined],
			likes: ['number', undefined],
			size: ['object', undefined],
		});
	});
});
