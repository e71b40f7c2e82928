import type { IDataObject } from 'n8n-workflow';
import type { AppProjectInfo } from '../../../../emulator/inProcess/catalogue.mts';
import type { Stage } from '../stage.mts';
import type { Incident, Limits } from '../simulatedProcess.mts';
import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf, isAboutInput } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { PushScenario, PushTheme } from './pushPlan.mts';
import { PUSH_ROUTES, inTurns, planPush } from './pushPlan.mts';
import { PushTruth } from './pushTruth.mts';
import { createBatch } from './serviceCalls.mts';

const MINUTE_MS = 60_000;

/**
 * Rows are pushed; the execution may fail, be canceled or killed, and is retried until it succeeds.
 */
export async function pushItems(stage: Stage, theme: PushTheme): Promise<void> {
	const { emulator } = stage;
	setSwitches(stage, theme);
	const scenario = planPush(stage, `push-${stage.seed % 997}`, theme);
	const { projects, destination, parameters, settings, rows } = scenario;
	if (destination === 'existingBatch') {
		const batches: string[] = [];
		for (const { id } of projects) batches.push(await createBatch(emulator, id, 1, false));
		parameters.batch = byId(inTurns(batches));
	}
	addHistory(stage, scenario);
	if (theme === 'limited') limitRequests(stage, scenario);
	const idsIn = ({ id }: AppProjectInfo) => emulator.truth.items(id).map((item) => item.id);
	const others = new Set(projects.flatMap(idsIn));
	const truth = new PushTruth(stage, scenario, others);
	// A kill leaves no memory of what was pushed where with other settings, nor of another clock.
	const leapsForth = theme === 'changes' || stage.draw.chance(0.3);
	stage.armAgainst(parameters, {
		routes: PUSH_ROUTES[destination],
		most: 10,
		least: theme === 'plain' ? 0 : 2,
		maxLeapBackMs: 0,
		leapsForth,
		hangs: rows.length <= 60,
	});
	stage.tell(`${rows.length} rows, ${scenario.refusedBy.size} bad ${JSON.stringify(parameters)}`);
	stage.tell(`settings ${JSON.stringify(settings)}`);

	let before: number | undefined;
	await retryUntilDone(stage, {
		work: { type: 'tolokaPushItems', parameters, settings, input: rows },
		limits: limitsFor(scenario),
		mayDie: !leapsForth,
		begin: () => {
			if (theme === 'changes' && before !== undefined) changeSettings(stage, scenario);
			before = truth.created().length;
			return othersPush(stage, projects[0].id, others);
		},
		inspect: () => truth.checkNothingDoubled(),
		ended: (result) => judge(truth, result, before ?? 0),
	});
}

function judge(truth: PushTruth, result: NodeResult, before: number): boolean {
	const { scenario } = truth;
	if (result.status === 'success') {
		truth.checkPairing(result);
		truth.checkReported(result);
		truth.checkComplete(result);
		return true;
	}
	if (result.status !== 'canceled') truth.checkFailure(result.error, before);
	else if (scenario.onError !== 'stopWorkflow') {
		// n8n considers the node done: a retry of the execution continues after it.
		truth.checkReported(result);
		return true;
	}
	return isRefused(scenario, result);
}

/** Whether every retry fails alike: because of bad rows that are not skipped, or only bad rows. */
function isRefused(
	{ refusedBy, rows, skipsInvalid, theme }: PushScenario,
	{ error }: NodeResult,
): boolean {
	const { isInDoubt, kind } = factsOf(error);
	// If the service has rewritten items, people must compare them.
	if (theme === 'normalizing' && isInDoubt && kind === 'contradiction') return true;
	const isLasting = !skipsInvalid || refusedBy.size === rows.length;
	return isLasting && isAboutInput(factsOf(error), new Set(refusedBy.keys()));
}

function setSwitches({ draw, emulator }: Stage, theme: PushTheme): void {
	emulator.switches.set({
		successCodes: draw.pick(['java', 'openapi']),
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		dateFilterPrecision: draw.pick(['microseconds', 'milliseconds']),
		duplicates: draw.pick(['label', 'copy']),
		labelDelayMs: draw.pick([0, 1_000, 20_000]),
		unfinishedItems: draw.pick(['none', 'first', 'last']),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
		...(theme === 'normalizing' && {
			normalizeInput: draw.pick(['default-field', 'url', 'text'] as const),
		}),
	});
}

/** Adds a proxy that accepts only this many at once. */
function limitRequests({ draw, emulator }: Stage, scenario: PushScenario): void {
	const { length } = scenario.rows;
	const most = draw.between(1, Math.max(1, Math.ceil(length / 2)));
	scenario.chunks = 2 * Math.ceil(length / most) + 10;
	emulator.faults.add({
		kind: 'status',
		status: 413,
		body: draw.pick(['<html>too large</html>', { code: 'PAYLOAD_TOO_LARGE', message: 'No' }]),
		times: 'always',
		match: { route: 'POST /app-projects/{id}/items/bulk', minCount: most + 1 },
	});
}

/** A user changes the node and retries with the saved workflow. */
function changeSettings(stage: Stage, scenario: PushScenario): void {
	const { draw } = stage;
	const { parameters } = scenario;
	const options = parameters.options as IDataObject;
	if (draw.chance(0.5)) {
		scenario.skipsInvalid = !scenario.skipsInvalid;
		parameters.invalidItems = scenario.skipsInvalid ? 'pushValid' : 'stop';
	}
	if (draw.chance(0.3)) options.forceNewOriginal = draw.chance(0.5);
	if (draw.chance(0.3)) options.unclear = draw.pick(['report', 'reconcile']);
	if (draw.chance(0.3)) {
		scenario.batchNames = [`changed ${draw.between(1, 9)}`];
		Object.assign(parameters, { batchName: scenario.batchNames[0], startBatch: false });
		scenario.startsBatch = false;
	}
	if (draw.chance(0.3)) {
		const batch = parameters.batch === undefined ? [] : (['existingBatch'] as const);
		const all = ['stream', 'newBatch', ...batch] as const;
		scenario.destination = draw.pick(all.filter((one) => one !== scenario.destination));
		parameters.destination = scenario.destination;
		parameters.batchName ??= scenario.batchNames[0];
	}
	stage.tell(`changed to ${JSON.stringify(parameters)}`);
}

/** Adds items of earlier executions, some with equal content. */
function addHistory({ draw, emulator, time }: Stage, { projects, rows }: PushScenario): void {
	if (draw.chance(0.5)) return;
	for (const [turn, { id }] of projects.entries()) {
		const own = rows.filter((_row, place) => place % projects.length === turn);
		if (own.length === 0) continue;
		const input = (index: number) => JSON.parse(JSON.stringify(own[index % own.length])) as never;
		const count = draw.between(1, Math.min(40, own.length));
		emulator.seedData.addItems(id, { count, input });
	}
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
