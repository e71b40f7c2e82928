import type { IDataObject, INode } from 'n8n-workflow';
import type { Draw } from '../draw.mts';
import { retryOnFail } from '../execution.mts';
import type { Stage } from '../stage.mts';
import { startCreation } from './serviceCalls.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** The settings and input of one execution of Wait for Operation. */
export interface WaitScenario {
	mode: 'inNode' | 'suspend' | 'check';
	/** The operations of the input items; several items may name the same one. */
	ids: string[];
	hasUnknown: boolean;
	/** An operation that creates this many task suites, or fails because one of them is invalid. */
	creation: { id: string; suites: number } | undefined;
	/** How long the operations take at most; `deadlineMs` is how long the node waits for them. */
	overMs: number;
	deadlineMs: number;
	failIsError: boolean;
	addsSuiteIds: boolean;
	onError: NonNullable<INode['onError']>;
	tries: number;
	parameters: IDataObject;
	settings: Partial<INode>;
}

export const WAIT_ROUTES = [
	'GET /operations/{id}',
	'GET /operations/{id}',
	'GET /operations/{id}',
	'GET /operations',
	'GET /operations/{id}/log',
];

export async function planWait(stage: Stage): Promise<WaitScenario> {
	const { draw, emulator } = stage;
	const mode = draw.weighted<WaitScenario['mode']>([5, 'inNode'], [4, 'suspend'], [1, 'check']);
	const { count, overMs } = mode === 'suspend' ? longOperations(draw) : shortOperations(draw);
	const failShare = draw.weighted([3, 0], [2, 0.1], [1, 1]);
	const ids = emulator.seedData.addOperations({ count, overMs, failShare });
	emulator.switches.set({ operationRunMs: draw.between(0, overMs) });
	const suites = draw.between(1, 3);
	const creation = draw.chance(0.4)
		? { id: await startCreation(emulator, suites, draw.chance(0.6)), suites }
		: undefined;
	if (creation !== undefined) ids.push(creation.id);
	if (draw.chance(0.1)) ids.push(draw.pick(ids));
	const hasUnknown = draw.chance(0.1);
	if (hasUnknown) ids.push(UNKNOWN_ID);
	return { ...configure(draw, mode), mode, overMs, ids: draw.shuffle(ids), hasUnknown, creation };
}

function shortOperations(draw: Draw): { count: number; overMs: number } {
	return draw.weighted<() => { count: number; overMs: number }>(
		[4, () => ({ count: draw.between(1, 8), overMs: draw.pick([0, 20_000, 2 * MINUTE_MS]) })],
		[3, () => ({ count: draw.between(9, 60), overMs: draw.pick([20_000, 2 * MINUTE_MS]) })],
		[1, () => ({ count: draw.between(100, 200), overMs: MINUTE_MS })],
		[1, () => ({ count: draw.between(1, 2), overMs: 15 * MINUTE_MS })],
	)();
}

function longOperations(draw: Draw): { count: number; overMs: number } {
	const count = draw.weighted([4, draw.between(1, 8)], [2, draw.between(9, 60)]);
	return { count, overMs: draw.pick([30_000, 20 * MINUTE_MS, 4 * HOUR_MS]) };
}

function configure(draw: Draw, mode: WaitScenario['mode']) {
	const deadlineMinutes = draw.weighted([6, 10], [2, 1], [1, 0]);
	const deadlineHours = draw.weighted([4, 24], [2, 1], [1, 0.01]);
	const failIsError = mode !== 'check' && draw.chance(0.6);
	const addsSuiteIds = draw.chance(0.5);
	const onError = draw.weighted<NonNullable<INode['onError']>>(
		[6, 'stopWorkflow'],
		[2, 'continueRegularOutput'],
		[2, 'continueErrorOutput'],
	);
	const tries = draw.chance(0.4) ? draw.between(2, 5) : 1;
	const parameters: IDataObject = {
		operation: mode === 'check' ? 'check' : 'wait',
		...(mode !== 'check' && { mode, ifFailed: failIsError ? 'error' : 'output' }),
		...(mode === 'suspend' ? { deadlineHours } : { deadlineMinutes }),
		options: { addTaskSuiteIds: addsSuiteIds },
	};
	const deadlineMs = mode === 'suspend' ? deadlineHours * HOUR_MS : deadlineMinutes * MINUTE_MS;
	const settings = { onError, ...retryOnFail(tries) } as Partial<INode>;
	return { deadlineMs, failIsError, addsSuiteIds, onError, tries, parameters, settings };
}
