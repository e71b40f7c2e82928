import type { IDataObject } from 'n8n-workflow';
import type { NodeResult } from '../../../engine/engine.mts';
import { checkError } from '../checks.mts';
import { factsOf, isAboutInput } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import type { Delivery, SuitesScenario, SuitesTheme } from './suitesPlan.mts';
import { planSuites, postRoute, suiteRoutes } from './suitesPlan.mts';
import { SuitesTruth } from './suitesTruth.mts';

const MINUTE_MS = 60_000;
/** Shortest delay between polls of an operation that takes minutes. */
const POLL_MS = 1_500;

/** Task suites are created; the execution may fail, be canceled or killed, and is retried. */
export async function createSuites(stage: Stage, theme: SuitesTheme): Promise<void> {
	setSwitches(stage);
	const scenario = planSuites(stage, theme);
	const { parameters, settings, rows, refused, tries, delivery } = scenario;
	if (theme === 'limited') limitRequests(stage, scenario);
	const truth = new SuitesTruth(stage, scenario);
	stage.armAgainst(parameters, {
		routes: suiteRoutes(scenario),
		operationRoutes: delivery === 'sync' ? [] : [postRoute(scenario)],
		most: 10,
		least: theme === 'plain' ? 0 : 2,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: rows.length <= 60,
	});
	stage.tell(`${rows.length} rows, ${refused.size} bad ${JSON.stringify(parameters)}`);
	stage.tell(`settings ${JSON.stringify(settings)}`);

	const { chunks } = scenario;
	const waitsMs = theme === 'limited' ? rows.length * operationMs(stage) : 0;
	let before: number | undefined;
	await retryUntilDone(stage, {
		work: { type: 'tolokaCreateTaskSuites', parameters, settings, input: rows },
		limits: {
			requests: tries * (4_000 + 80 * chunks) + waitsMs / POLL_MS,
			time: tries * 240 * MINUTE_MS + waitsMs,
		},
		// Nothing protects a synchronous creation whose record died with n8n, and a kill leaves no
		// memory of what was sent with other settings.
		mayDie: delivery !== 'sync' && theme !== 'changes',
		begin: () => {
			if (theme === 'changes' && before !== undefined) changeSettings(stage, scenario);
			before = truth.created().length;
			return [];
		},
		inspect: () => truth.checkNothingDoubled(),
		ended: (result) => judge(truth, result, before ?? 0),
	});
	// Operations that were not waited for end eventually; still nothing is created twice.
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

/** Whether every retry of the same execution fails in the same way. */
function isFinal({ scenario }: SuitesTruth, { error }: NodeResult): boolean {
	const { delivery, opensPool, refused, skipsInvalid } = scenario;
	const facts = factsOf(error);
	// Without an operation, nothing tells later whether a request was carried out.
	if (delivery === 'sync' && facts.isInDoubt) return true;
	// Several requests, the first of which would open the pool.
	const opensTooEarly = delivery === 'operation' && opensPool && facts.itemIndex === undefined;
	if (opensTooEarly && facts.kind === 'refused-locally') return true;
	// The service refuses a bad item with an operation that fails and whose log explains why.
	const isAboutItem = facts.kind === 'operation-failed' && refused.has(facts.itemIndex ?? -1);
	return (isAboutItem && !skipsInvalid) || isAboutInput(facts, refused);
}

/** Adds a proxy that accepts only this many at once. */
function limitRequests({ draw, emulator }: Stage, scenario: SuitesScenario): void {
	const { length } = scenario.rows;
	const most = draw.between(1, Math.max(1, Math.ceil(length / 2)));
	scenario.chunks += 2 * Math.ceil(length / most);
	emulator.faults.add({
		kind: 'status',
		status: 413,
		body: draw.pick(['<html>too large</html>', { code: 'PAYLOAD_TOO_LARGE', message: 'No' }]),
		times: 'always',
		match: { route: postRoute(scenario), minCount: most + 1 },
	});
}

/** How long an operation takes; the parts of a divided request wait for one another. */
function operationMs({ emulator }: Stage): number {
	const { operationPendingMs, operationRunMs } = emulator.switches.get();
	return operationPendingMs + operationRunMs;
}

/** A user changes the node and retries with the saved workflow. */
function changeSettings(stage: Stage, scenario: SuitesScenario): void {
	const { draw } = stage;
	const { parameters, mixes, input } = scenario;
	const options = parameters.options as IDataObject;
	// A key means the same requests, and other suites would change their number.
	delete options.operationId;
	if (draw.chance(0.5)) {
		scenario.skipsInvalid = !scenario.skipsInvalid;
		parameters.invalidItems = scenario.skipsInvalid ? 'createValid' : 'stop';
	}
	if (draw.chance(0.5)) {
		scenario.delivery = draw.pick<Delivery>(['wait', 'operation', 'sync']);
		parameters.delivery = scenario.delivery;
	}
	if (draw.chance(0.4)) parameters.openPool = scenario.opensPool = !scenario.opensPool;
	if (!mixes && input === 'tasks' && draw.chance(0.4)) {
		parameters.tasksPerSuite = draw.pick([1, 2, 5]);
	}
	if (parameters.overlapMode === 'number' && draw.chance(0.3)) {
		parameters.overlap = draw.between(1, 5);
	}
	if (draw.chance(0.3)) options.returnTaskIds = draw.chance(0.5);
	stage.tell(`changed to ${JSON.stringify(parameters)}`);
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
