import type { NodeResult } from '../../../engine/engine.mts';
import { retryUntilDone } from '../retries.mts';
import type { Limits } from '../simulatedProcess.mts';
import type { Stage } from '../stage.mts';
import type { WaitScenario } from './waitPlan.mts';
import { WAIT_ROUTES, planWait } from './waitPlan.mts';
import { WaitTruth } from './waitTruth.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Operations are waited for, in the node or with the execution saved and resumed. */
export async function waitForOperation(stage: Stage): Promise<void> {
	const scenario = await planWait(stage);
	const { mode, ids, parameters, settings } = scenario;
	setSwitches(stage);
	const truth = new WaitTruth(stage, scenario);
	stage.armAgainst(parameters, {
		routes: WAIT_ROUTES,
		most: 10,
		maxLeapBackMs: 5 * MINUTE_MS,
		leapsForth: true,
		hangs: ids.length <= 8,
	});
	stage.tell(`${ids.length} operations ${JSON.stringify({ ...scenario, ids: ids.slice(0, 5) })}`);
	await retryUntilDone(stage, {
		work: {
			type: 'tolokaWaitForOperation',
			parameters,
			settings,
			input: ids.map((id) => ({ id })),
			loop: mode === 'suspend',
		},
		limits: limitsFor(scenario),
		mayDie: true,
		begin: () => {
			truth.begin();
			return [];
		},
		ended: (result) => judge(truth, result),
	});
}

function judge(truth: WaitTruth, result: NodeResult): boolean {
	if (result.status === 'success') {
		truth.checkAnswers(result);
		return true;
	}
	if (result.status === 'canceled') return truth.scenario.onError !== 'stopWorkflow';
	return truth.checkFailure(result.error);
}

/** Limits the requests: a saved execution polls only occasionally. */
function limitsFor({ mode, ids, deadlineMs, tries }: WaitScenario): Limits {
	const waitMs = mode === 'suspend' ? 2 * MINUTE_MS : deadlineMs;
	const looks = waitMs / 1_000 + 50;
	const requests = tries * (looks + 10) * (10 + ids.length);
	return { requests, time: tries * (waitMs + HOUR_MS) };
}

function setSwitches({ draw, emulator }: Stage): void {
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		batchCreateType: draw.pick(['TASK_SUITE.BATCH_CREATE', 'TASK_SUITE.BATCH.CREATE']),
		limitAboveMax: draw.pick(['reject', 'clamp']),
		operationsMaxLimit: draw.pick([500, 300, 50]),
		failureLogShape: draw.pick(['direct', 'wrapped', 'mixed']),
		requestsPerSecond: draw.weighted([4, 300], [1, 30]),
	});
}
