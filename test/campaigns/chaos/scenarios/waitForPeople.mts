import type { IDataObject } from 'n8n-workflow';
import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import type { drawFailureSettings } from './nodeSettings.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_FAULTS = 8;

/** The settings of a wait for the people of pools or batches. */
interface PeopleWait {
	/** The input items, one per pool or batch. */
	input: IDataObject[];
	/** The parameters that read the pool or batch from the item. */
	target: IDataObject;
	suspends: boolean;
	/** Whether a pool or batch that ends before people are done stops the node. */
	stopsEarly: boolean;
	failure: ReturnType<typeof drawFailureSettings>;
	routes: string[];
}

/** The actual outcome of a wait. */
interface PeopleTruth {
	noun: 'pool' | 'batch';
	/** Whether the item's pool or batch ended before people were done. */
	hasEndedEarly(item: number): boolean;
	checkAnswers(answers: IDataObject[]): void;
}

/** Runs the node until a retry is useless. */
export async function waitForPeople(
	stage: Stage,
	wait: PeopleWait,
	truth: PeopleTruth,
	story: unknown,
): Promise<void> {
	const { input, suspends, stopsEarly, routes } = wait;
	const { onError, tries, settings } = wait.failure;
	stage.arm({ routes, most: MOST_FAULTS, maxLeapBackMs: 0, leapsForth: false, hangs: false });
	const parameters = {
		...wait.target,
		mode: suspends ? 'suspend' : 'inNode',
		ifClosedEarly: stopsEarly ? 'error' : 'output',
	};
	stage.tell(`${JSON.stringify(story)} ${JSON.stringify(parameters)} ${onError} ${tries} tries`);
	const looks = suspends ? 60 : (8 * HOUR_MS) / MINUTE_MS;
	await retryUntilDone(stage, {
		work: { type: 'tolokaWaitForOperation', parameters, settings, input, loop: suspends },
		limits: {
			requests: tries * looks * 8 * input.length + 500,
			// A wait of days outlasts a daily 429, and each fault may be one.
			time: tries * (suspends ? HOUR_MS : 12 * HOUR_MS + MOST_FAULTS * 24 * HOUR_MS),
		},
		mayDie: true,
		begin: () => [],
		ended: (result) => judged(stage, wait, truth, result),
	});
}

/** Returns true if a retry is useless. */
function judged(
	stage: Stage,
	{ input, suspends, stopsEarly, failure: { onError } }: PeopleWait,
	truth: PeopleTruth,
	result: NodeResult,
): boolean {
	const { noun } = truth;
	if (result.status === 'success') {
		const items = suspends ? result.allOutputs.slice(1).flat() : result.outputs.flat();
		if (items.length !== input.length) {
			const text = `${items.length} answers to ${input.length} items`;
			stage.violated(`each ${noun} is answered once`, text);
		}
		truth.checkAnswers(items.map(({ json }) => json).filter(({ error }) => error === undefined));
		return true;
	}
	if (result.status === 'canceled') return onError !== 'stopWorkflow';
	const { kind, itemIndex = -1 } = factsOf(result.error);
	if (kind !== 'refused-locally') return false;
	// The node stops at the first pool or batch that ended early. In the loop, the index is that of
	// an item of the previous run.
	const meant = suspends ? [...input.keys()] : [itemIndex];
	if (!stopsEarly || !meant.some((item) => truth.hasEndedEarly(item))) {
		stage.violated(`a ${noun} ends as it ended`, `none has ended early: item ${itemIndex}`);
	}
	return true;
}
