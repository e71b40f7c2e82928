import type { IExecuteFunctions, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { isRecord, refusal } from '../core/failures';
import { checkedId } from '../core/requests';
import type { TransportOptions } from './transport';

/** Fields that more than one node shows, and the typed readers of their values. */

export const credentials = [{ name: 'tolokaApi', required: true }];

export const icon = {
	light: 'file:../shared/toloka.svg',
	dark: 'file:../shared/toloka.dark.svg',
} as const;

/** The id behind `app-project/` or `app-projects/` in an address of the service. */
const APP_PROJECT_URL = 'https?://\\S+/app-?projects?/([0-9A-Za-z]+)';

export const projectField: INodeProperties = {
	displayName: 'Project',
	name: 'project',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The app project that labels the items',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a project…',
			typeOptions: { searchListMethod: 'searchAppProjects', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'https://toloka.dev/requester/app-project/8lvN9kBN4wwsj47ZqNal',
			extractValue: { type: 'regex', regex: APP_PROJECT_URL },
			validation: [
				{
					type: 'regex',
					properties: {
						regex: `${APP_PROJECT_URL}.*`,
						errorMessage: 'Not the address of an app project',
					},
				},
			],
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: '8lvN9kBN4wwsj47ZqNal',
		},
	],
};

export const batchField: INodeProperties = {
	displayName: 'Batch',
	name: 'batch',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a batch…',
			typeOptions: { searchListMethod: 'searchBatches', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'z1Qy7aryrj9har9yKdY0' },
	],
};

const MAX_TIMEOUT_S = 600;
const DEFAULT_TIMEOUT_S = 120;

export const timeoutOption: INodeProperties = {
	displayName: 'Request Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_TIMEOUT_S },
	default: DEFAULT_TIMEOUT_S,
	description: 'How long to wait for the answer to one request',
};

export const extraFieldsOption: INodeProperties = {
	displayName: 'Extra Fields',
	name: 'extraFields',
	type: 'options',
	options: [
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description: 'Send only the fields of the project',
		},
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'Treat an item with such a field as invalid',
		},
	],
	default: 'refuse',
	description: 'What to do with fields that the project does not have, when mapping automatically',
};

/** An id from a resource locator or a plain field, refused before any request if it is none. */
export function readId(
	context: IExecuteFunctions | IPollFunctions,
	parameter: string,
	label: string,
	itemIndex = 0,
): string {
	const value =
		'getInputData' in context
			? context.getNodeParameter(parameter, itemIndex, '', { extractValue: true })
			: context.getNodeParameter(parameter, '', { extractValue: true });
	return checkedId(value, label);
}

/** The values of the collection `options`; an imported workflow may hold anything in its place. */
export function readOptions<Options extends object>(
	context: IExecuteFunctions | IPollFunctions,
): Options {
	const options =
		'getInputData' in context
			? context.getNodeParameter('options', 0, {})
			: context.getNodeParameter('options', {});
	return (isRecord(options) ? options : {}) as Options;
}

/** A number within its limits, or the default where it was left empty. */
export function readNumber(
	value: unknown,
	label: string,
	{ min, max, fallback }: { min: number; max: number; fallback: number },
): number {
	if (value === undefined || value === null || value === '') return fallback;
	const number = typeof value === 'string' ? Number(value) : value;
	if (typeof number === 'number' && number >= min && number <= max) return number;
	throw refusal(
		`${label} must be a number from ${min} to ${max}`,
		'Correct it in the options of the node.',
	);
}

export function transportOptions(
	options: { timeout?: unknown },
	fallbackSeconds = DEFAULT_TIMEOUT_S,
): TransportOptions {
	const limits = { min: 1, max: MAX_TIMEOUT_S, fallback: fallbackSeconds };
	return { timeoutMs: readNumber(options.timeout, 'Request Timeout', limits) * 1000 };
}
