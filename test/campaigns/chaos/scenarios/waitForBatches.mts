import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { factsOf } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';
import { changeBatch, createBatch } from './serviceCalls.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const READ = 'GET /app-projects/{id}/batches/{batchId}';
/** Statuses that a batch leaves by itself. */
const RUNNING = ['LOADING', 'QUEUED', 'PROCESSING', 'STOPPING'];

interface Waited {
	projectId: string;
	batches: readonly string[];
	suspends: boolean;
	stopsEarly: boolean;
	isContinuing: boolean;
}

/** Batches are labeled, stopped, canceled, or run out of money: each is waited for rightly. */
export async function waitForBatches(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		labelDelayMs: draw.pick([0, 5 * MINUTE_MS, HOUR_MS]),
		labelJitterMs: draw.pick([0, 20 * MINUTE_MS]),
		batchQueue: draw.chance(0.5),
	});
	const projectId = emulator.catalogue.appProject().id;
	const batches: string[] = [];
	for (let count = draw.between(1, 4); count > 0; count--) {
		batches.push(await planBatch(stage, projectId));
	}
	const suspends = draw.chance(0.5);
	const stopsEarly = draw.chance(0.5);
	const { onError, tries, settings } = drawFailureSettings(draw);
	stage.arm({ routes: [READ], most: 8, maxLeapBackMs: 0, leapsForth: false, hangs: false });
	const parameters = {
		waitFor: 'batch',
		project: byId(projectId),
		batch: byId('={{ $json.batch }}'),
		mode: suspends ? 'suspend' : 'inNode',
		ifClosedEarly: stopsEarly ? 'error' : 'output',
	};
	stage.tell(`${JSON.stringify(batches)} ${JSON.stringify(parameters)} ${onError} ${tries} tries`);
	const isContinuing = onError !== 'stopWorkflow';
	const waited: Waited = { projectId, batches, suspends, stopsEarly, isContinuing };
	const looks = suspends ? 60 : (8 * HOUR_MS) / MINUTE_MS;
	await retryUntilDone(stage, {
		work: {
			type: 'tolokaWaitForOperation',
			parameters,
			settings,
			input: batches.map((batch) => ({ batch })),
			loop: suspends,
		},
		limits: {
			requests: tries * looks * 8 * batches.length + 500,
			time: tries * (suspends ? HOUR_MS : 12 * HOUR_MS),
		},
		mayDie: true,
		begin: () => [],
		ended: (result) => judgeWait(stage, waited, result),
	});
}

/** A batch that was started, with what happens to it in the coming hours. */
async function planBatch({ draw, emulator, time }: Stage, projectId: string): Promise<string> {
	const batch = await createBatch(emulator, projectId, draw.between(1, 3), true);
	const end = draw.weighted([5, 'COMPLETED'], [1, 'STOPPED'], [2, 'CANCELLED'], [2, 'NO_MONEY']);
	const [{ status }] = emulator.truth.batches(projectId).filter(({ id }) => id === batch);
	if (end === 'STOPPED' && status === 'PROCESSING') {
		await changeBatch(emulator, projectId, batch, 'stop');
	}
	if (end === 'CANCELLED' || end === 'NO_MONEY') {
		time.at(time.now() + draw.between(0, 90) * MINUTE_MS, () => {
			const items = emulator.truth.items(projectId).filter(({ batchId }) => batchId === batch);
			const open = items.filter(({ finished }) => !finished).map(({ id }) => id);
			emulator.seedData.setItemStatus(projectId, open, end);
		});
	}
	return batch;
}

/** True where no retry is of use. */
function judgeWait(stage: Stage, waited: Waited, result: NodeResult): boolean {
	const { batches, isContinuing, stopsEarly, suspends } = waited;
	if (result.status === 'success') {
		checkAnswers(stage, waited, result);
		return true;
	}
	if (result.status === 'canceled') return isContinuing;
	const { kind, itemIndex = -1 } = factsOf(result.error);
	if (kind !== 'refused-locally') return false;
	// The node stops at the first batch that ended early. In the loop the items are those of the run
	// before.
	const meant = suspends ? batches : [batches[itemIndex]];
	const hasEndedEarly = (batch: string) =>
		![...RUNNING, 'COMPLETED'].includes(statusOf(stage, waited, batch));
	if (!stopsEarly || !meant.some(hasEndedEarly)) {
		stage.violated('a batch ends as it ended', `none has ended early: item ${itemIndex}`);
	}
	return true;
}

function checkAnswers(stage: Stage, waited: Waited, result: NodeResult): void {
	const { batches, stopsEarly, suspends } = waited;
	const answers = suspends ? result.allOutputs.slice(1).flat() : result.outputs.flat();
	const told = answers.map(({ json }) => json).filter(({ error }) => error === undefined);
	const ids = new Set(told.map(({ batch_id: id }) => String(id)));
	if (answers.length !== batches.length || ids.size !== told.length) {
		const text = `${answers.length} answers to ${batches.length} batches`;
		stage.violated('each batch is answered once', text);
	}
	for (const json of told) {
		const status = statusOf(stage, waited, String(json.batch_id));
		const isEarly = status !== 'COMPLETED';
		const isSo =
			json.status === status && json.ended_early === isEarly && !RUNNING.includes(status);
		if (!isSo || (isEarly && stopsEarly)) {
			stage.violated('a batch ends as it ended', `it is ${status}: ${JSON.stringify(json)}`);
		}
	}
}

function statusOf({ emulator }: Stage, { projectId }: Waited, batch: string): string {
	return emulator.truth.batches(projectId).find(({ id }) => id === batch)?.status ?? 'unknown';
}
