import type { IDataObject } from 'n8n-workflow';
import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import type { drawFailureSettings } from './nodeSettings.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_FAULTS = 8;

/** How a wait for the people of pools or batches is set up. */
interface PeopleWait {
	/** One input item each. */
	input: IDataObject[];
	/** What is waited for, read from the items. */
	target: IDataObject;
	suspends: boolean;
	/** Whether one that ends before people are done stops the node. */
	stopsEarly: boolean;
	failure: ReturnType<typeof drawFailureSettings>;
	routes: string[];
}

/** What became of a wait. */
interface PeopleTruth {
	noun: 'pool' | 'batch';
	/** Whether the one of this item has ended before people were done. */
	hasEndedEarly(item: number): boolean;
	checkAnswers(answers: IDataObject[]): void;
}

/** Runs the node until no retry is of use. */
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
			// A wait of days outlasts a 429 of a day, which each fault may be.
			time: tries * (suspends ? HOUR_MS : 12 * HOUR_MS + MOST_FAULTS * 24 * HOUR_MS),
		},
		mayDie: true,
		begin: () => [],
		ended: (result) => judged(stage, wait, truth, result),
	});
}

/** True where no retry is of use. */
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
	// The node stops at the first one that ended early. In the loop the items are those of the run
	// before.
	const meant = suspends ? [...input.keys()] : [itemIndex];
	if (!stopsEarly || !meant.some((item) => truth.hasEndedEarly(item))) {
		stage.violated(`a ${noun} ends as it ended`, `none has ended early: item ${itemIndex}`);
	}
	return true;
}
