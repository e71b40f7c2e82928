import type { NodeResult } from '../../../engine/engine.mts';
import { checkError } from '../checks.mts';
import { factsOf, isAboutInput } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { SUITE_ROUTES, planSuites } from './suitesPlan.mts';
import { SuitesTruth } from './suitesTruth.mts';

const MINUTE_MS = 60_000;

/** Task suites are created; the execution may fail, be cancelled or killed, and is retried. */
export async function createSuites(stage: Stage): Promise<void> {
	setSwitches(stage);
	const scenario = planSuites(stage);
	const { parameters, settings, rows, refused, tries, chunks, delivery } = scenario;
	const truth = new SuitesTruth(stage, scenario);
	stage.armAgainst(parameters, {
		routes: SUITE_ROUTES,
		operationRoutes: delivery === 'sync' ? [] : ['POST /task-suites'],
		most: 10,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: rows.length <= 60,
	});
	stage.tell(`${rows.length} rows, ${refused.size} bad ${JSON.stringify(parameters)}`);
	stage.tell(`settings ${JSON.stringify(settings)}`);

	let before = 0;
	await retryUntilDone(stage, {
		work: { type: 'tolokaCreateTaskSuites', parameters, settings, input: rows },
		limits: { requests: tries * (4_000 + 80 * chunks), time: tries * 240 * MINUTE_MS },
		// Nothing protects a synchronous creation whose record died with n8n.
		mayDie: delivery !== 'sync',
		begin: () => {
			before = truth.created().length;
			return [];
		},
		inspect: () => truth.checkNothingDoubled(),
		ended: (result) => judge(truth, result, before),
	});
	// What was started and not waited for ends some time; still nothing is there twice.
	stage.time.pass(300 * MINUTE_MS);
	truth.checkNothingDoubled();
}

function judge(truth: SuitesTruth, result: NodeResult, before: number): boolean {
	const { scenario, stage } = truth;
	if (result.status === 'success') {
		const { delivery } = scenario;
		const hasFailed = result.outputs.flat().some(({ json }) => 'error' in json);
		if (delivery === 'operation') {
			truth.checkOperations(result, hasFailed);
			return true;
		}
		truth.checkAnswers(result);
		if (!hasFailed) {
			truth.checkComplete();
			truth.checkPool(result);
		}
		return true;
	}
	if (result.status === 'canceled') return scenario.onError !== 'stopWorkflow';
	truth.checkFailure(result, before);
	if (result.error === undefined) checkError(stage, result.error);
	return isFinal(truth, result);
}

/** Failures that every retry of the same execution meets again. */
function isFinal({ scenario }: SuitesTruth, { error }: NodeResult): boolean {
	const { delivery, opensPool, refused } = scenario;
	const facts = factsOf(error);
	// Without an operation nothing tells later what became of a request.
	if (delivery === 'sync' && facts.isInDoubt) return true;
	// More than one request, the first of which would open the pool.
	const opensTooEarly = delivery === 'operation' && opensPool && facts.itemIndex === undefined;
	return (opensTooEarly && facts.kind === 'refused-locally') || isAboutInput(facts, refused);
}

function setSwitches({ draw, emulator }: Stage): void {
	emulator.switches.set({
		successCodes: draw.pick(['java', 'openapi']),
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		batchCreateType: draw.pick(['TASK_SUITE.BATCH_CREATE', 'TASK_SUITE.BATCH.CREATE']),
		limitAboveMax: draw.pick(['reject', 'clamp']),
		taskSuitesMaxLimit: draw.pick([300, 100_000]),
		operationsMaxLimit: draw.pick([500, 300, 50]),
		operationPendingMs: draw.pick([0, 500, 30_000]),
		operationRunMs: draw.pick([0, 2_000, 2_000, MINUTE_MS, 10 * MINUTE_MS]),
		logOrder: draw.pick(['invalidFirst', 'given', 'shuffled']),
		validEntriesOfFailed: draw.pick(['absent', 'validated']),
		arrayErrorKeys: draw.pick(['nested', 'dotted']),
		failureLogShape: draw.pick(['direct', 'wrapped', 'mixed']),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
}
