import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { useEmulated } from '../emulatedTest.mts';
import { describeNode } from '../engine.mts';
import { createTrigger } from '../trigger.mts';
import { poolsOf } from '../watchingPools.mts';

const emulated = useEmulated();
const inDigits = (number: number) => number.toLocaleString('en');

/** Parameters with which a node reads a number of its panel, by node and name of the number. */
const PARAMETERS: Record<string, Record<string, IDataObject>> = {
	tolokaPushItems: { timeout: {}, lookBack: {} },
	tolokaPollFinishedItemsTrigger: { timeout: {}, window: {}, maxItems: {} },
	tolokaPoolTrigger: { timeout: {}, window: {}, maxItems: {} },
	tolokaCreateTaskSuites: { timeout: {}, maxWait: {}, tasksPerSuite: {} },
	tolokaWaitForOperation: {
		timeout: {},
		deadlineMinutes: {},
		deadlineHours: { mode: 'suspend' },
		deadlineDays: { waitFor: 'pool' },
	},
	toloka: {
		limit: { resource: 'pool', operation: 'getMany' },
		fileSizeMb: { resource: 'assignment', operation: 'getMany', deliverAs: 'csv', returnAll: true },
		maxFileSizeMb: { resource: 'assignment', operation: 'downloadFiles' },
	},
	tolokaGetAggregatedSolutions: {
		limit: { operation: 'getMany', returnAll: false },
		minVotes: { method: 'MAJORITY_VOTE' },
		deadlineMinutes: {},
		fileSizeMb: { operation: 'getMany', output: 'file' },
		quotaWaitMinutes: {},
		pageSize: { operation: 'getMany' },
		timeout: {},
	},
};

/** Numbers of a task suite, which messages name as the suite does. */
const OF_SUITES = ['overlap', 'issuingOrderOverride', 'latitude', 'longitude'];

interface NumberField {
	field: INodeProperties;
	isOption: boolean;
}

/** The fields of a panel for a number, also those among options. */
function numberFieldsOf(type: string): NumberField[] {
	return describeNode(type).description.properties.flatMap((property) => {
		const inside = property.type === 'collection' ? (property.options ?? []) : [];
		const options = inside.filter((one): one is INodeProperties => 'type' in one);
		return [
			{ field: property, isOption: false },
			...options.map((field) => ({ field, isOption: true })),
		].filter(({ field }) => field.type === 'number' && !OF_SUITES.includes(field.name));
	});
}

/** Runs the node, or polls the trigger, and returns the text of its failure. */
async function refusalOf(type: string, { field, isOption }: NumberField, value: number) {
	const { emulator, credentials } = emulated;
	const pool = byId(emulator.catalogue.pool('CLOSED').id);
	const parameters: IDataObject = {
		project: byId(emulator.catalogue.appProject().id),
		pool,
		pools: poolsOf(String(pool.value)),
		operationId: '5c04458e-63c1-46c1-ba0d-6f0756a5358b',
		assignmentId: '0000001006--63a1c2b017a8be00d1f0a6de',
		outputField: 'result',
		fields: { mappingMode: 'autoMapInputData', value: null },
		...PARAMETERS[type][field.name],
		...(isOption ? { options: { [field.name]: value } } : { [field.name]: value }),
	};
	const input = [{ image: 'https://example.com/1.jpg', image_url: 'https://example.com/1.jpg' }];
	if (!type.endsWith('Trigger')) {
		const loop = parameters.mode === 'suspend';
		return (await emulated.run(type, parameters, { input, loop })).error?.message;
	}
	const trigger = createTrigger({ type, credentials, parameters });
	return await trigger.activate().then(
		() => undefined,
		(error: Error) => error.message,
	);
}

describe.each(Object.keys(PARAMETERS))('the numbers in the panel of %s', (type) => {
	const fields = numberFieldsOf(type);

	it('are all tried here', () => {
		const names = new Set(fields.map(({ field }) => field.name));
		expect([...names].sort()).toEqual(Object.keys(PARAMETERS[type]).sort());
	});

	it.each(fields.map((one) => [one.field.name, one] as const))(
		'have the limits of the panel, and messages with its name: %s',
		async (_name, one) => {
			const { minValue = NaN, maxValue = Infinity } = one.field.typeOptions ?? {};
			const range =
				maxValue === Infinity
					? `of ${inDigits(minValue)} or more`
					: `from ${inDigits(minValue)} to ${inDigits(maxValue)}`;
			for (const value of [minValue - 1, maxValue + 1].filter(Number.isFinite)) {
				const message = await refusalOf(type, one, value);
				expect(message).toContain(one.field.displayName);
				expect(message).toContain(`number ${range}, not “${value}”`);
			}
			for (const value of [minValue, maxValue].filter(Number.isFinite)) {
				expect((await refusalOf(type, one, value)) ?? '').not.toContain('must be');
			}
		},
	);
});
