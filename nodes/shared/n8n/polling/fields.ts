import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { timeoutOption } from '../parameters/fields';
import { DEFAULT_ROWS, DEFAULT_WINDOW_S, ROWS_PER_POLL, TIMEOUT_S, WINDOW_S } from './settings';

/** Words for what a trigger delivers, used in its fields. */
interface Nouns {
	/** “items”. */
	many: string;
	/** “finished”. */
	happened: string;
	/** “finished item”. */
	one: string;
	/** “Finished”. */
	title: string;
	/** Name of the option to start with everything that exists. */
	all: string;
}

export function startFields({ many, happened, title, all }: Nouns): INodeProperties[] {
	return [
		{
			displayName: 'Start From',
			name: 'startFrom',
			type: 'options',
			options: [
				{
					name: all,
					value: 'beginning',
					description: `All ${many} so far, oldest first, then new ones`,
				},
				{
					name: 'Specific Time',
					value: 'time',
					description: `${capitalized(many)} ${happened} at or after a given time`,
				},
				{
					name: 'When Published',
					value: 'activation',
					description: `${capitalized(many)} ${happened} after the workflow is published`,
				},
			],
			default: 'activation',
			description: `Where to start. Later polls continue where the previous one ended. If you choose ${all}, Specific Time or another time later, the trigger starts over from there.`,
		},
		{
			displayName: `${title} Since`,
			name: 'startTime',
			type: 'dateTime',
			default: '',
			required: true,
			description: `Deliver ${many} ${happened} at or after this time (workflow's time zone)`,
			displayOptions: { show: { startFrom: ['time'] } },
		},
	];
}

export function pollOptionFields({ many, one }: Nouns): INodeProperties[] {
	return [
		{
			displayName: 'Delivery',
			name: 'delivery',
			type: 'options',
			options: [
				{
					name: 'At Least Once',
					value: 'atLeastOnce',
					description:
						'Repeat the last delivery after a crash or restart. Use dedupeKey to detect repeats.',
				},
				{
					name: 'Normal',
					value: 'normal',
					description: `Deliver each ${one} once. A crash during delivery can lose the ${many} of that poll, unless n8n's durable cursors are on.`,
				},
			],
			default: 'normal',
			description: `Whether to risk losing or repeating ${many} if n8n crashes during delivery`,
		},
		{
			displayName: 'Late Arrival Window (Seconds)',
			name: 'window',
			type: 'number',
			typeOptions: { minValue: WINDOW_S.min, maxValue: WINDOW_S.max },
			default: DEFAULT_WINDOW_S,
			description: `How long Toloka may take to list a ${one}. Set to 0 to read only ${many} after the last one.`,
		},
		{
			displayName: 'Max Items per Poll',
			name: 'maxItems',
			type: 'number',
			typeOptions: { minValue: ROWS_PER_POLL.min, maxValue: ROWS_PER_POLL.max },
			default: DEFAULT_ROWS,
			description: `Max number of ${many} to deliver per poll. The next polls deliver the rest.`,
		},
		{ ...timeoutOption, default: TIMEOUT_S },
	];
}

interface PanelWords {
	header: string;
	/** What a test shows: “finished items”. */
	shown: string;
	/** What starts the workflow: “newly finished items”. */
	fresh: string;
	/** What the published workflow waits for: “finished items”. */
	awaited: string;
}

export function triggerPanel({ header, shown, fresh, awaited }: PanelWords) {
	const test = `<b>While building your workflow</b>, click “Fetch Test Event” to show up to five of the newest ${shown}. Nothing changes on Toloka.<br /><br />`;
	const listed = 'start it at the poll times, and the executions show up in the executions list.';
	return {
		header,
		executionsHelp: {
			inactive: `${test}<b>Once you are happy with your workflow</b>, publish it. ${capitalized(fresh)} then ${listed}`,
			active: `${test}<b>Your workflow is published</b>: ${fresh} ${listed}`,
		},
		activationHint: `Once you have finished building your workflow, publish it to have ${awaited} start it.`,
	};
}

/** The hint of n8n's own polling triggers, in the same words. */
export function severalItemsHint(what: string): NodeHint {
	return {
		type: 'info',
		message: `Multiple items will be returned if multiple ${what} within the polling interval. Make sure your workflow can handle multiple items.`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	};
}

function capitalized(word: string): string {
	return `${word[0].toUpperCase()}${word.slice(1)}`;
}
