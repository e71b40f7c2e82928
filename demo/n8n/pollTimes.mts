import type { INodeParameters } from 'n8n-workflow';

/**
 * The poll times of a trigger that polls every `seconds` seconds (a divisor of 60). n8n refuses a
 * schedule that runs more than once a minute, but accepts several that each name one second of the
 * minute.
 */
export function everySeconds(seconds: number): INodeParameters {
	const count = Math.floor(60 / seconds);
	const item = Array.from({ length: count }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * seconds} * * * * *`,
	}));
	return { item };
}
