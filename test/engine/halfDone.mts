import type { IDataObject } from 'n8n-workflow';
import { beforeEach, expect } from 'vitest';
import type { Fault } from '../../emulator/steering/faults.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import { NODE } from './engine.mts';
import { BULK, Pushing } from './pushing.mts';
import { savedForRetry } from './retries.mts';

/** Pushes that end half done, and what users do next. */
export const pushing = new Pushing();

export const LIST = 'GET /app-projects/{id}/items';
export const START = 'POST /app-projects/{id}/batches/{batchId}/start';
const SPEC = {
	key: { type: 'string', required: false },
	text: { type: 'string' },
	level: { type: 'integer', required: false, max_value: 9 },
};
const COUNT = 5;
/**
 * Number of the request with the third item. A proxy allows one item per request, so the node
 * halves its requests; they have 5, 3, 2, 1, 1, 1, 2, 1 and 1 items.
 */
export const THIRD = 6;
/** The same after the first item, which is sent to create a batch: 4, 2, 1, 1, 2, 1 and 1. */
export const THIRD_IN_NEW_BATCH = 4;

beforeEach(() => {
	pushing.projectId = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC }).id;
	// Hides the limit, so that only the service knows it.
	const input_spec = { ...SPEC, level: { type: 'integer', required: false } };
	const body = { id: 'loose', name: 'Loose', input_spec };
	const match = { route: 'GET /apps/{appId}' };
	pushing.emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
	const tooMany = { route: BULK, minCount: 2 };
	pushing.emulator.faults.add({ kind: 'status', status: 413, match: tooMany, times: 'always' });
});

export const someRows = (): IDataObject[] =>
	Array.from({ length: COUNT }, (_, index) => ({
		key: `row-${index}`,
		text: `Text ${index}`,
		level: 1,
	}));

/** A push: its input and its result. */
export interface Push {
	rows: IDataObject[];
	parameters: IDataObject;
	settings: object;
	result: NodeResult;
}

export async function push(
	rows: IDataObject[],
	parameters: IDataObject = {},
	settings: object = {},
	rest: Partial<NodeRun> = {},
): Promise<Push> {
	const began = pushing.emulator.clock.now();
	const result = await pushing.push(rows, parameters, settings, { began, ...rest });
	return { rows, parameters, settings, result };
}

export const adviceOf = ({ result }: Push): string => `${result.error?.description}`;

/** Retries the execution as a user does; `changes` are those of the saved workflow. */
export async function retry(
	{ rows, parameters, settings, result }: Push,
	changes: IDataObject = {},
) {
	pushing.emulator.clock.advance(20 * 60_000);
	const resume = savedForRetry(result.data);
	for (const { node } of resume.executionData?.nodeExecutionStack ?? []) {
		if (node.name === NODE) Object.assign(node.parameters, changes);
	}
	const rest = { mode: 'retry' as const, executionId: '2', resume };
	return await push(rows, { ...parameters, ...changes }, settings, rest);
}

/** Sets the option to the time that the advice names, and runs the rows in a new execution. */
export async function runAnew({ parameters, result, settings }: Push, rows: IDataObject[]) {
	const advice = `${result.error?.description}`;
	expect(advice).toMatch(
		/set the option Skip Recently Pushed Items \(Minutes\) so that it reaches/,
	);
	pushing.emulator.clock.advance(45 * 60_000);
	const [, since] = /reaches back to (\S+ \S+) UTC/.exec(advice) ?? [];
	const ageMs = pushing.emulator.clock.now() - Date.parse(`${since?.replace(' ', 'T')}Z`);
	const options = { ...(parameters.options as object), lookBack: Math.ceil(ageMs / 60_000) };
	return await push(rows, { ...parameters, options }, settings, { executionId: '3' });
}

export const keys = () =>
	pushing
		.created()
		.map(({ input }) => input.key)
		.sort();

export const ALL = someRows().map(({ key }) => key);
export const without = (...places: number[]) =>
	ALL.filter((_key, place) => !places.includes(place));

export function expectEverythingOnce({ result }: Push, expected = ALL): void {
	expect(result.error?.message).toBeUndefined();
	expect(keys()).toEqual(expected);
	const ids = result.outputs[0].map(({ json }) => json.id).filter((id) => id !== null);
	expect(ids.sort()).toEqual(
		pushing
			.created()
			.map(({ id }) => id)
			.sort(),
	);
}

export const add = (fault: Fault) => pushing.emulator.faults.add(fault);
export const denies = (match: Fault['match']) => add({ kind: 'status', status: 403, match });
export const loses = (route: string, nth = 1) =>
	add({ kind: 'lost-answer', match: { route, nth } });
