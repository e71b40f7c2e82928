import type { IRunExecutionData } from 'n8n-workflow';
import { byId } from '../../engine/emulated.mts';
import type { NodeResult } from '../../engine/engine.mts';
import { execute, savedForRetry } from '../execution.mts';
import type { Incident, Limits } from '../simulatedProcess.mts';
import type { Stage } from '../stage.mts';
import type { PushScenario } from './pushPlan.mts';
import { PUSH_ROUTES, planPush } from './pushPlan.mts';
import { PushTruth } from './pushTruth.mts';
import { createBatch } from './serviceCalls.mts';

const MINUTE_MS = 60_000;
const MAX_EXECUTIONS = 8;
/** After so many failures the troubles are over. */
const TROUBLED_EXECUTIONS = 3;

/** Rows are pushed; the execution may fail, be cancelled or killed, and is retried until it succeeds. */
export async function pushItems(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	setSwitches(stage);
	const scenario = planPush(stage, `push-${stage.seed % 997}`);
	const { project, destination, rows } = scenario;
	if (destination === 'existingBatch') {
		scenario.parameters.batch = byId(await createBatch(emulator, project.id, 1, false));
	}
	await addHistory(stage, scenario);
	const others = emulator.truth.items(project.id).map(({ id }) => id);
	const truth = new PushTruth(stage, scenario, others);
	const faults = stage.arm({
		routes: PUSH_ROUTES[destination],
		most: 10,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: rows.length <= 60,
	});
	if (faults.some(({ fault }) => fault.kind === 'hang')) {
		Object.assign(scenario.parameters.options as object, { timeout: 1 });
	}
	stage.tell(
		`${rows.length} rows, ${scenario.refusedBy.size} bad ${JSON.stringify(scenario.parameters)}`,
	);
	stage.tell(`settings ${JSON.stringify(scenario.settings)}`);

	const foreign = new Set<string>();
	const began = stage.time.now();
	let saved: IRunExecutionData | undefined;
	let known = 0;
	for (let count = 1; count <= MAX_EXECUTIONS; count += 1) {
		if (count > TROUBLED_EXECUTIONS) stage.disarm();
		const { incidents, cancelAfter } = incidentsOf(stage, scenario, count, foreign);
		const outcome = await execute(
			stage,
			{
				type: 'tolokaPushItems',
				parameters: scenario.parameters,
				settings: scenario.settings,
				input: rows,
				executionId: String(count),
				mode: count === 1 ? 'trigger' : 'retry',
				began,
				cancelAfter,
				...(saved && { resume: saved }),
			},
			limitsFor(scenario),
			incidents,
		);
		const before = known;
		const created = truth.created(foreign);
		known = created.length;
		truth.checkNothingDoubled(created);
		if ('cut' in outcome) {
			if (outcome.cut !== 'killed') return;
			saved = undefined;
			await stage.restart();
		} else if (outcome.status === 'success') {
			return finish(stage, truth, outcome, foreign);
		} else {
			if (outcome.status !== 'canceled') truth.checkFailure(outcome.error, before, known);
			else if (scenario.onError !== 'stopWorkflow') return truth.checkReported(outcome, created);
			if (isRefused(scenario, outcome)) return;
			saved = savedForRetry(outcome.data);
			if (draw.chance(0.4)) await stage.restart();
		}
		stage.time.pass(draw.pick([500, 3_000, MINUTE_MS, 20 * MINUTE_MS]));
	}
	stage.violated('a retry succeeds in the end', `${MAX_EXECUTIONS} executions failed`);
}

function finish(
	stage: Stage,
	truth: PushTruth,
	result: NodeResult,
	foreign: ReadonlySet<string>,
): void {
	const created = truth.created(foreign);
	truth.checkPairing(result, created);
	truth.checkReported(result, created);
	const hasFailed = result.outputs.flat().some(({ json }) => 'error' in json);
	const isExpected = truth.scenario.skipsInvalid && truth.scenario.refusedBy.size > 0;
	if (!hasFailed) truth.checkComplete(result, created);
	else stage.tell(`went on with errors${isExpected ? ', some of them expected' : ''}`);
}

/** Bad rows that are not to be skipped make every retry fail alike. */
function isRefused({ refusedBy, skipsInvalid }: PushScenario, { error }: NodeResult): boolean {
	return (
		!skipsInvalid &&
		refusedBy.size > 0 &&
		/refused the data|Nothing was pushed/.test(`${error?.message}`)
	);
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
async function addHistory({ draw, emulator, time }: Stage, { project, rows }: PushScenario) {
	if (draw.chance(0.5)) return;
	const input = (index: number) => JSON.parse(JSON.stringify(rows[index % rows.length])) as never;
	emulator.seedData.addItems(project.id, {
		count: draw.between(1, Math.min(40, rows.length)),
		input,
	});
	time.pass(draw.between(61_000, 600_000));
}

/** Death, cancellation, and others who create items meanwhile. */
function incidentsOf(
	{ draw, emulator }: Stage,
	{ project }: PushScenario,
	count: number,
	foreign: Set<string>,
): { incidents: Incident[]; cancelAfter?: Promise<void> } {
	const incidents: Incident[] = [];
	const place = () => ({ at: draw.between(1, 8), when: draw.pick(['before', 'after'] as const) });
	if (draw.chance(0.25)) {
		const happen = () => {
			for (const id of emulator.seedData.addItems(project.id, { count: 5 })) foreign.add(id);
		};
		incidents.push({ ...place(), happen });
	}
	if (count > TROUBLED_EXECUTIONS || !draw.chance(0.25)) return { incidents };
	if (draw.chance(0.7)) {
		incidents.push({ ...place(), happen: (process) => process.kill() });
		return { incidents };
	}
	let cancel = () => {};
	const cancelAfter = new Promise<void>((resolve) => (cancel = resolve));
	return { incidents: [...incidents, { ...place(), happen: cancel }], cancelAfter };
}

function limitsFor({ tries, chunks }: PushScenario): Limits {
	return { requests: tries * (300 + 60 * chunks), time: tries * 120 * MINUTE_MS };
}
