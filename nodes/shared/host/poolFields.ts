import type { INodeProperties } from 'n8n-workflow';

/** The id behind `pool/` or `pools/` in an address of the service. */
const POOL_URL = 'https?://\\S+/pools?/([0-9]+)';

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
			extractValue: { type: 'regex', regex: POOL_URL },
			validation: [
				{
					type: 'regex',
					properties: { regex: `${POOL_URL}.*`, errorMessage: 'Not the address of a pool' },
				},
			],
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: '36502086',
		},
	],
};
