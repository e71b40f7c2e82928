import type { Stage } from '../stage.mts';
import type { Incident, Limits } from '../simulatedProcess.mts';
import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf, isAboutInput } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { PushScenario } from './pushPlan.mts';
import { PUSH_ROUTES, planPush } from './pushPlan.mts';
import { PushTruth } from './pushTruth.mts';
import { createBatch } from './serviceCalls.mts';

const MINUTE_MS = 60_000;

/** Rows are pushed; the execution may fail, be cancelled or killed, and is retried until it succeeds. */
export async function pushItems(stage: Stage): Promise<void> {
	const { emulator } = stage;
	setSwitches(stage);
	const scenario = planPush(stage, `push-${stage.seed % 997}`);
	const { project, destination, parameters, settings, rows } = scenario;
	if (destination === 'existingBatch') {
		parameters.batch = byId(await createBatch(emulator, project.id, 1, false));
	}
	addHistory(stage, scenario);
	const others = new Set(emulator.truth.items(project.id).map(({ id }) => id));
	const truth = new PushTruth(stage, scenario, others);
	stage.armAgainst(parameters, {
		routes: PUSH_ROUTES[destination],
		most: 10,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: rows.length <= 60,
	});
	stage.tell(`${rows.length} rows, ${scenario.refusedBy.size} bad ${JSON.stringify(parameters)}`);
	stage.tell(`settings ${JSON.stringify(settings)}`);

	let before = 0;
	await retryUntilDone(stage, {
		work: { type: 'tolokaPushItems', parameters, settings, input: rows },
		limits: limitsFor(scenario),
		mayDie: true,
		begin: () => {
			before = truth.created().length;
			return othersPush(stage, project.id, others);
		},
		inspect: () => truth.checkNothingDoubled(),
		ended: (result) => judge(truth, result, before),
	});
}

function judge(truth: PushTruth, result: NodeResult, before: number): boolean {
	const { scenario } = truth;
	if (result.status === 'success') {
		truth.checkPairing(result);
		truth.checkReported(result);
		const hasFailed = result.outputs.flat().some(({ json }) => 'error' in json);
		if (!hasFailed) truth.checkComplete(result);
		return true;
	}
	if (result.status !== 'canceled') truth.checkFailure(result.error, before);
	else if (scenario.onError !== 'stopWorkflow') {
		// n8n takes the node for done: a retry of the execution goes on behind it.
		truth.checkReported(result);
		return true;
	}
	return isRefused(scenario, result);
}

/** Bad rows that are not to be skipped make every retry fail alike. */
function isRefused({ refusedBy, skipsInvalid }: PushScenario, { error }: NodeResult): boolean {
	return !skipsInvalid && isAboutInput(factsOf(error), new Set(refusedBy.keys()));
}

function setSwitches({ draw, emulator }: Stage): void {
	emulator.switches.set({
		successCodes: draw.pick(['java', 'openapi']),
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		dateFilterPrecision: draw.pick(['microseconds', 'milliseconds']),
		duplicates: draw.pick(['label', 'copy']),
		labelDelayMs: draw.pick([0, 1_000, 20_000]),
		unfinishedItems: draw.pick(['none', 'first', 'last']),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
}

/** Items of earlier executions, among them such of equal content. */
function addHistory({ draw, emulator, time }: Stage, { project, rows }: PushScenario): void {
	if (draw.chance(0.5)) return;
	const input = (index: number) => JSON.parse(JSON.stringify(rows[index % rows.length])) as never;
	const count = draw.between(1, Math.min(40, rows.length));
	emulator.seedData.addItems(project.id, { count, input });
	time.pass(draw.between(61_000, 600_000));
}

/** Somebody else pushes to the same project meanwhile. */
function othersPush({ draw, emulator }: Stage, projectId: string, others: Set<string>): Incident[] {
	if (!draw.chance(0.25)) return [];
	const happen = () => {
		for (const id of emulator.seedData.addItems(projectId, { count: 5 })) others.add(id);
	};
	return [{ at: draw.between(1, 8), when: draw.pick(['before', 'after'] as const), happen }];
}

function limitsFor({ tries, chunks }: PushScenario): Limits {
	return { requests: tries * (300 + 60 * chunks), time: tries * 120 * MINUTE_MS };
}
