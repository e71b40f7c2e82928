import type { INodeProperties } from 'n8n-workflow';
import { projectField, timeoutOption } from '../shared/host/fields';

const DEFAULT_WINDOW_S = 60;
const DEFAULT_ITEMS = 10_000;
export const WINDOW_S = { min: 0, max: 3600, fallback: DEFAULT_WINDOW_S };
export const ITEMS_PER_POLL = { min: 1, max: 50_000, fallback: DEFAULT_ITEMS };

export const properties: INodeProperties[] = [
	projectField,
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		options: [
			{
				name: 'A Time',
				value: 'time',
				description: 'Items that were finished at or after a time',
			},
			{
				name: 'Activation',
				value: 'activation',
				description: 'Items that are finished after the workflow is published',
			},
			{
				name: 'Beginning',
				value: 'beginning',
				description: 'Every finished item of the project, the oldest first',
			},
		],
		default: 'activation',
		description: 'Which items the first polls deliver; later polls go on where the last one ended',
	},
	{
		displayName: 'Finished Since',
		name: 'startTime',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'Items finished at or after this time are delivered',
		displayOptions: { show: { startFrom: ['time'] } },
	},
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: [
			{ name: 'Archived', value: 'ARCHIVE' },
			{ name: 'Cancelled', value: 'CANCELLED' },
			{ name: 'Completed', value: 'COMPLETED' },
			{ name: 'Error', value: 'ERROR' },
		],
		default: ['COMPLETED', 'ERROR', 'CANCELLED'],
		description: 'Deliver items that ended with one of these statuses',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Batch',
				name: 'batch',
				type: 'string',
				default: '',
				placeholder: 'z1Qy7aryrj9har9yKdY0',
				description: 'Deliver only the items of the batch with this ID',
			},
			{
				displayName: 'Delivery',
				name: 'delivery',
				type: 'options',
				options: [
					{
						name: 'At Least Once',
						value: 'atLeastOnce',
						description:
							'After a crash or restart the last delivery is repeated; recognize repetitions by dedupeKey',
					},
					{
						name: 'Normal',
						value: 'normal',
						description:
							'Each item once; a crash in the instant of delivery can lose one delivery unless durable cursors of n8n are on',
					},
				],
				default: 'normal',
				description: 'What to prefer when n8n is killed in the instant of a delivery',
			},
			{
				displayName: 'Late Arrival Window',
				name: 'window',
				type: 'number',
				typeOptions: { minValue: WINDOW_S.min, maxValue: WINDOW_S.max },
				default: DEFAULT_WINDOW_S,
				description:
					'Seconds that a finished item may take to show up in the list of the service. With 0 the trigger only follows the last item.',
			},
			{
				displayName: 'Max Items per Poll',
				name: 'maxItems',
				type: 'number',
				typeOptions: { minValue: ITEMS_PER_POLL.min, maxValue: ITEMS_PER_POLL.max },
				default: DEFAULT_ITEMS,
				description: 'What exceeds this is delivered by the next polls',
			},
			timeoutOption,
		],
	},
];
