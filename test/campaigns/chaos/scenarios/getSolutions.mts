import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf, isLastingAbout } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Limits } from '../simulatedProcess.mts';
import type { Stage } from '../stage.mts';
import type { SolutionsScenario } from './solutionsPlan.mts';
import { SOLUTIONS_ROUTES, START, planSolutions } from './solutionsPlan.mts';
import { SolutionsTruth } from './solutionsTruth.mts';

const MINUTE_MS = 60_000;
/** This many pages fit the hourly quota, however often the execution is retried within the hour. */
const SURE_PAGES = 8;

/**
 * Solutions are read, perhaps after a pool is aggregated; the execution is retried until it
 * succeeds.
 */
export async function getSolutions(stage: Stage): Promise<void> {
	setSwitches(stage);
	const scenario = planSolutions(stage);
	const { operation, rows, parameters, settings } = scenario;
	const truth = new SolutionsTruth(stage, scenario);
	stage.armAgainst(parameters, {
		routes: SOLUTIONS_ROUTES[operation],
		operationRoutes: operation === 'aggregatePool' ? [START] : [],
		most: 10,
		maxLeapBackMs: 0,
		// A clock that leaps cannot tell when an aggregation started.
		leapsForth: operation === 'getMany',
		hangs: true,
	});
	stage.tell(JSON.stringify({ ...scenario, refused: [...scenario.refused] }));
	await retryUntilDone(stage, {
		work: { type: 'tolokaGetAggregatedSolutions', parameters, settings, input: rows },
		limits: limitsFor(scenario),
		mayDie: true,
		begin: () => [],
		killed: () => truth.forget(),
		inspect: () => truth.checkNothingDoubled(),
		ended: (result) => judge(truth, result),
	});
}

function judge(truth: SolutionsTruth, result: NodeResult): boolean {
	const { onError, pages, refused } = truth.scenario;
	if (result.status === 'success') {
		truth.checkAnswers(result);
		return true;
	}
	if (result.status === 'canceled') return onError !== 'stopWorkflow';
	const facts = factsOf(result.error);
	if (pages > SURE_PAGES && facts.kind === 'quota-exhausted') return true;
	return isLastingAbout(facts, refused);
}

function limitsFor({ pages, deadlineMinutes, tries }: SolutionsScenario): Limits {
	const minutes = deadlineMinutes + 10 * (pages + 10);
	return { requests: tries * (60 * deadlineMinutes + 500), time: tries * minutes * MINUTE_MS };
}

function setSwitches({ draw, emulator }: Stage): void {
	emulator.switches.set({
		successCodes: draw.pick(['java', 'openapi']),
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		limitAboveMax: draw.pick(['reject', 'clamp']),
		aggregateQuotaShared: draw.chance(0.7),
		quotaInterval: draw.chance(0.8),
		quotaRetryAfter: draw.chance(0.4),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
}
