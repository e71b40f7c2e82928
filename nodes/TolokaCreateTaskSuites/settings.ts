import type { IExecuteFunctions } from 'n8n-workflow';
import type { ExtraFields } from '../shared/toloka/fields/mapping';
import type { OverlapMode } from '../shared/toloka/suites/drafts';
import { overlapFields, userIds } from '../shared/toloka/suites/drafts';
import type { SuiteJson } from '../shared/toloka/suites/taskSuites';
import { textOf } from '../shared/toloka/values/foreign';
import { perItem, readOptions } from '../shared/n8n/parameters';
import { readNumber } from '../shared/n8n/readers';

export type Delivery = 'wait' | 'operation' | 'sync';

/** Everything that is set once for a run. */
export interface Settings {
	input: 'tasks' | 'suites';
	delivery: Delivery;
	skipInvalid: boolean;
	openPool: boolean;
	overlapMode: OverlapMode;
	extraFields: ExtraFields;
	maxWaitMs: number;
	operationId: string | undefined;
	returnTaskIds: boolean;
	timeout?: number;
}

interface Options {
	extraFields?: ExtraFields;
	maxWait?: unknown;
	operationId?: string;
	returnTaskIds?: boolean;
	timeout?: number;
}

const MAX_WAIT_MINUTES = { min: 1, max: 31 * 24 * 60, fallback: 60 };

export function readSettings(context: IExecuteFunctions): Settings {
	const read = <Value>(name: string, fallback: Value) =>
		context.getNodeParameter(name, 0, fallback) as Value;
	const options = readOptions<Options>(context);
	const operationId = textOf(options.operationId);
	return {
		input: read<Settings['input']>('input', 'tasks'),
		delivery: read<Delivery>('delivery', 'wait'),
		skipInvalid: read<string>('invalidItems', 'stop') === 'createValid',
		openPool: read('openPool', false),
		overlapMode: read<OverlapMode>('overlapMode', 'poolDefault'),
		extraFields: options.extraFields ?? 'refuse',
		maxWaitMs: readNumber(options.maxWait, 'Max Wait', MAX_WAIT_MINUTES) * 60_000,
		operationId: operationId === '' ? undefined : operationId,
		returnTaskIds: options.returnTaskIds !== false,
		timeout: options.timeout,
	};
}

interface SuiteFields {
	issuingOrderOverride?: unknown;
	latitude?: unknown;
	longitude?: unknown;
	mixed?: unknown;
	reservedFor?: unknown;
	unavailableFor?: unknown;
}

/** What `suiteSettingsReader` reads. */
export const SUITE_PARAMETERS = ['overlap', 'suiteFields'];

/** The fields of a suite as they are set in the node, for the suite that begins with an item. */
export function suiteSettingsReader(
	context: IExecuteFunctions,
	{ overlapMode }: Settings,
): (itemIndex: number) => SuiteJson {
	const overlap = perItem<unknown>(context, 'overlap', null);
	const fields = perItem<SuiteFields>(context, 'suiteFields', {});
	return (itemIndex) => {
		const set = fields(itemIndex);
		return {
			...overlapFields(overlapMode, overlap(itemIndex)),
			issuing_order_override: set.issuingOrderOverride,
			latitude: set.latitude,
			longitude: set.longitude,
			mixed: set.mixed,
			reserved_for: userIds(set.reservedFor),
			unavailable_for: userIds(set.unavailableFor),
		};
	};
}
