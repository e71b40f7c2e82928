import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from './emulated.mts';
import { useEmulated } from './emulatedTest.mts';

const emulated = useEmulated();

const CUSTOM = '__CUSTOM_API_CALL__';

const TYPES = [
	'tolokaPushItems',
	'tolokaCreateTaskSuites',
	'tolokaGetAggregatedSolutions',
	'tolokaWaitForOperation',
	'toloka',
] as const;

/** Returns everything that any of the nodes needs to act, whatever its operation is. */
function parametersOf(): IDataObject {
	const { catalogue } = emulated.emulator;
	const pool = byId(catalogue.pool('CLOSED').id);
	const fields = { mappingMode: 'autoMapInputData', value: null };
	const common = { pool, fields, project: byId(catalogue.appProject().id) };
	return { ...common, outputField: 'result', waitFor: 'pool', resource: 'pool' };
}

const input = [{ image_url: 'https://example.com/1.jpg', image: 'https://example.com/1.jpg' }];

describe.each(TYPES)('%s', (type) => {
	async function run(operation: string): Promise<string> {
		const parameters = { ...parametersOf(), operation };
		const { error } = await emulated.run(type, parameters, { input });
		expect(emulated.emulator.log.entries()).toEqual([]);
		return `${error?.message}. ${error?.description}`;
	}

	it('does not act for the entry that n8n adds to its operations', async () => {
		const told = await run(CUSTOM);
		expect(told).toContain('Custom API Call is not an operation of this node. Choose another');
	});

	it('does not act for an operation that it does not have', async () => {
		expect(await run('delete')).toMatch(/Operation must be one of .*delete|pool:delete.*not one/);
	});

	it('outputs each item as failed if it continues', async () => {
		const settings = { onError: 'continueErrorOutput' as const };
		const parameters = { ...parametersOf(), operation: CUSTOM };
		const { outputs } = await emulated.run(type, parameters, { input, settings });
		expect(outputs.map((items) => items.length)).toEqual([0, 1]);
	});
});

it('Custom API Call as the resource is told in the same words', async () => {
	const { error } = await emulated.run('toloka', { resource: CUSTOM }, { input });
	expect(error?.message).toBe('Custom API Call is not an operation of this node');
});
