import type { IExecuteFunctions } from 'n8n-workflow';
import { timeoutOption } from '../shared/n8n/parameters/fields';
import { readOperation } from '../shared/n8n/parameters/operation';
import { checkedForAll, readTimeout } from '../shared/n8n/parameters/parameters';
import type { Reader } from '../shared/n8n/parameters/readers';
import { choiceOf, numberWithin, readBoolean } from '../shared/n8n/parameters/readers';
import type { ExtraFields } from '../shared/toloka/fields/rows/row';

export type Delivery = 'wait' | 'operation' | 'sync';

/** Settings that apply to a whole run; `targets.ts` reads those that may differ per item. */
export interface Settings {
	input: 'tasks' | 'suites';
	delivery: Delivery;
	skipInvalid: boolean;
	extraFields: ExtraFields;
	waitMs: number;
	returnTaskIds: boolean;
	/** Whether manual runs create again what earlier ones created. */
	createsAgain: boolean;
	/** Timeout of each request. */
	timeoutMs: number;
}

const DELIVERIES: readonly Delivery[] = ['wait', 'operation', 'sync'];
const readDeadline = numberWithin({ min: 1, max: 31 * 24 * 60, fallback: 60 });

/** Reads the settings of a run; refuses an expression whose values differ between items. */
export async function readSettings(context: IExecuteFunctions): Promise<Settings> {
	readOperation(context, ['create']);
	const read = async <Value>(parameter: string, label: string, reader: Reader<Value>) =>
		await checkedForAll(context, parameter, label, reader);
	const invalidItems = choiceOf(['stop', 'createValid'], 'stop');
	const extraFields = choiceOf<ExtraFields>(['refuse', 'leaveOut'], 'leaveOut');
	const deadline = await read('options.maxWait', 'Deadline (Minutes)', readDeadline);
	return {
		input: await read('input', 'Input', choiceOf(['tasks', 'suites'], 'tasks')),
		delivery: await read('delivery', 'Delivery', choiceOf(DELIVERIES, 'wait')),
		skipInvalid: (await read('invalidItems', 'Invalid Items', invalidItems)) === 'createValid',
		extraFields: await read('options.extraFields', 'Extra Fields', extraFields),
		waitMs: deadline * 60_000,
		returnTaskIds: await read('options.returnTaskIds', 'Return Task IDs', (value, field) =>
			readBoolean(value, field, true),
		),
		createsAgain: await read('options.manualRuns', 'Create Again in Manual Runs', readBoolean),
		timeoutMs: (await read('options.timeout', timeoutOption.displayName, readTimeout)) * 1000,
	};
}
