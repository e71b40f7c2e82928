import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';
import { changeBatch, createBatch } from './serviceCalls.mts';
import { waitForPeople } from './waitForPeople.mts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const READ = 'GET /app-projects/{id}/batches/{batchId}';
/** Statuses that a batch leaves by itself. */
const RUNNING = ['LOADING', 'QUEUED', 'PROCESSING', 'STOPPING'];

/** Batches are labeled, stopped, canceled, or run out of money: each wait ends correctly. */
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
	const failure = drawFailureSettings(draw);
	const hasEndedEarly = (item: number) =>
		![...RUNNING, 'COMPLETED'].includes(statusOf(stage, projectId, batches[item]));
	await waitForPeople(
		stage,
		{
			input: batches.map((batch) => ({ batch })),
			target: { waitFor: 'batch', project: byId(projectId), batch: byId('={{ $json.batch }}') },
			suspends,
			stopsEarly,
			failure,
			routes: [READ],
		},
		{
			noun: 'batch',
			hasEndedEarly,
			checkAnswers: (answers) => checkAnswers(stage, projectId, stopsEarly, answers),
		},
		batches,
	);
}

/** Creates a started batch, and plans what happens to it in the coming hours. */
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

function checkAnswers(
	stage: Stage,
	projectId: string,
	stopsEarly: boolean,
	answers: IDataObject[],
): void {
	const ids = new Set(answers.map(({ batch_id: id }) => String(id)));
	if (ids.size !== answers.length) {
		stage.violated('each batch is answered once', `${answers.length} answers to ${ids.size}`);
	}
	for (const json of answers) {
		const status = statusOf(stage, projectId, String(json.batch_id));
		const isEarly = status !== 'COMPLETED';
		const isSo =
			json.status === status && json.ended_early === isEarly && !RUNNING.includes(status);
		if (!isSo || (isEarly && stopsEarly)) {
			stage.violated('a batch ends as it ended', `it is ${status}: ${JSON.stringify(json)}`);
		}
	}
}

function statusOf({ emulator }: Stage, projectId: string, batch: string): string {
	return emulator.truth.batches(projectId).find(({ id }) => id === batch)?.status ?? 'unknown';
}
