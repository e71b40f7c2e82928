import type { INodeProperties } from 'n8n-workflow';
import { limitField, returnAllField } from '../shared/n8n/parameters/fields';
import { assignmentFields } from './assignment/fields';
import { batchFields } from './batch/fields';
import { itemFields } from './item/fields';
import { poolFields } from './pool/fields';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Assignment', value: 'assignment' },
		{ name: 'Batch', value: 'batch' },
		{ name: 'Item', value: 'item' },
		{ name: 'Pool', value: 'pool' },
	],
	default: 'pool',
};

const getsMany = { operation: ['getMany'] };

const amount: INodeProperties[] = [
	{ ...returnAllField, displayOptions: { show: getsMany } },
	{ ...limitField, displayOptions: { show: { ...getsMany, returnAll: [false] } } },
];

export const properties: INodeProperties[] = [
	resource,
	...poolFields.operations,
	...assignmentFields.operations,
	...itemFields.operations,
	...batchFields.operations,
	...poolFields.fields,
	...assignmentFields.fields,
	...itemFields.fields,
	...batchFields.fields,
	...amount,
	...poolFields.filters,
	...assignmentFields.filters,
	...itemFields.filters,
];
