import type { INodeParameters } from 'n8n-workflow';

/**
 * The poll times of a trigger that polls every `seconds` seconds (a divisor of 60). n8n refuses a
 * single schedule below a minute; several that each name one second of the minute are allowed.
 */
export function everySeconds(seconds: number): INodeParameters {
	const count = Math.floor(60 / seconds);
	const item = Array.from({ length: count }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds} * * * * *`,
	}));
	return { item };
}

/**
 * What n8n's durable scheduler needs beside `everySeconds`. Each poll time is a job of its own;
 * after a pause n8n would make up for all that are overdue by less than a minute, all at once, all
 * from the same cursor. A grace of one second lets it skip them.
 */
export const SKIP_OVERDUE_POLLS = { N8N_SCHEDULER_MISFIRE_GRACE: '1' };
