import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** Fields that more than one node shows. */

export const credentials = [{ name: 'tolokaApi', required: true }];

/** Captures the id after `app-project/` or `app-projects/` in a URL of the service. */
const APP_PROJECT_PATH = 'app-?projects?/([0-9A-Za-z]+)';
/** Captures the id after `pool/` or `pools/` in a URL of the service. */
const POOL_PATH = 'pools?/([0-9]+)';

const ADDRESSES = new Map([
	['pool', addressOf(POOL_PATH)],
	['project', addressOf(APP_PROJECT_PATH)],
]);

function addressOf(path: string): RegExp {
	return new RegExp(`https?://[^\\s,;"'<>()]+?/${path}`, 'g');
}

/**
 * Returns the id in an address of a pool or an app project, and any other value as it is, also one
 * with several addresses: none of them is meant more than another. n8n reads addresses only with By
 * URL, but the panel keeps one if the mode is changed afterwards (n8n §4).
 */
export function idInAddress(parameter: string, value: unknown): unknown {
	const address = ADDRESSES.get(parameter);
	if (typeof value !== 'string' || address === undefined) return value;
	const ids = new Set([...value.matchAll(address)].map(([, id]) => id));
	return ids.size === 1 ? [...ids][0] : value;
}

/** Extracts the id from a pasted URL; n8n matches the whole text, with the spaces around it. */
function readingAddress(
	path: string,
	errorMessage: string,
): Pick<INodePropertyMode, 'extractValue' | 'validation'> {
	const regex = `https?://\\S+/${path}`;
	const properties = { regex: `\\s*${regex}.*`, errorMessage };
	return { extractValue: { type: 'regex', regex }, validation: [{ type: 'regex', properties }] };
}

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
			...readingAddress(APP_PROJECT_PATH, 'Not the address of an app project'),
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

export const MAX_TIMEOUT_S = 600;
export const DEFAULT_TIMEOUT_S = 120;

export const timeoutOption: INodeProperties = {
	displayName: 'Request Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_TIMEOUT_S },
	default: DEFAULT_TIMEOUT_S,
	description: 'How long to wait for a response to each request',
};

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** @param one what is output for each answer or assignment: “item”. */
export function assignmentOutputField(one: string): INodeProperties {
	return {
		displayName: 'Output',
		name: 'assignmentOutput',
		type: 'options',
		options: [
			{
				name: 'Answers',
				value: 'answers',
				description: `One ${one} per answered task; to accept or reject assignments with several answers, choose Assignments`,
			},
			{
				name: 'Assignments',
				value: 'assignments',
				description: `One ${one} per assignment, as Toloka shows it`,
			},
		],
		default: 'answers',
		description: 'How to output the answers',
	};
}

export const extraFieldsOption: INodeProperties = {
	displayName: 'Extra Fields',
	name: 'extraFields',
	type: 'options',
	options: [
		{
			name: 'Ignore',
			value: 'leaveOut',
			description: "Send only the project's fields",
		},
		{
			name: 'Reject Item',
			value: 'refuse',
			description: 'Treat an item with extra fields as invalid',
		},
	],
	default: 'leaveOut',
	description:
		"What to do with input fields that don't exist in the project (automatic mapping only)",
};

export const poolField: INodeProperties = {
	displayName: 'Pool',
	name: 'pool',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The pool that the task suites belong to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a pool…',
			typeOptions: { searchListMethod: 'searchPools', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'https://toloka.dev/requester/project/123/pool/456',
			...readingAddress(POOL_PATH, 'Not the address of a pool'),
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: '36502086',
		},
	],
};

export const operationIdField: INodeProperties = {
	displayName: 'Operation ID',
	name: 'operationId',
	type: 'string',
	default: '={{ $json.operation_id ?? $json.id }}',
	required: true,
	placeholder: 'e.g. 5c04458e-63c1-46c1-ba0d-6f0756a5358b',
	description: 'ID of the operation, from the previous node or the Toloka website',
};

/**
 * Returns part of a subtitle's expression: the first name among those chosen from lists, or else
 * `otherwise`. `$parameter.pool` would be only the ID, and its name undefined (n8n §4).
 */
export function chosenName(parameters: string[], otherwise: string): string {
	const names = parameters.map((name) => `$parameter.toJSON().${name}?.cachedResultName`);
	return `(${[...names, otherwise].join(' || ')})`;
}
