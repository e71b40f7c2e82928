import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { placeOf } from '../checks.mts';
import { factsOf } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';
import { changeBatch, createBatch } from './serviceCalls.mts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Operation = 'start' | 'stop' | 'resume';

/** What was done to a batch before: fitting, already done, and not fitting. */
const BEFORE: Record<Operation, Array<[weight: number, actions: Operation[]]>> = {
	start: [
		[4, []],
		[1, ['start']],
		[1, ['start', 'stop']],
	],
	stop: [
		[4, ['start']],
		[1, ['start', 'stop']],
		[1, []],
	],
	resume: [
		[4, ['start', 'stop']],
		[1, ['start']],
		[1, []],
	],
};
const FITS: Record<Operation, readonly string[]> = {
	start: ['NEW', 'QUEUED', 'PROCESSING'],
	stop: ['QUEUED', 'PROCESSING', 'STOPPING', 'STOPPED'],
	resume: ['STOPPING', 'STOPPED', 'QUEUED', 'PROCESSING'],
};
const DONE: Record<Operation, readonly string[]> = {
	start: ['QUEUED', 'PROCESSING'],
	stop: ['STOPPING', 'STOPPED'],
	resume: ['QUEUED', 'PROCESSING'],
};

/** Batches are started, stopped or resumed: only those that were named. */
export async function changeBatches(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		// Nobody finishes anything meanwhile, and everything that was started continues immediately.
		labelDelayMs: 30 * DAY_MS,
		batchQueue: false,
	});
	const projectId = emulator.catalogue.appProject().id;
	const operation = draw.pick<Operation>(['start', 'stop', 'resume']);
	const rows: IDataObject[] = [];
	for (let count = draw.between(1, 4); count > 0; count--) {
		const batch = await createBatch(emulator, projectId, 2, false);
		for (const action of draw.weighted(...BEFORE[operation])) {
			await changeBatch(emulator, projectId, batch, action);
		}
		rows.push({ batch });
	}
	if (draw.chance(0.3)) rows.push(draw.pick(rows));
	const bystander = await createBatch(emulator, projectId, 1, draw.chance(0.5));
	const truth = new BatchesTruth(stage, { projectId, operation, rows, bystander });
	emulator.switches.set({ requestsPerSecond: draw.weighted([4, 300], [1, 5]) });
	const { onError, tries, settings } = drawFailureSettings(draw);
	const route = `/app-projects/{id}/batches/{batchId}`;
	stage.arm({
		routes: [`POST ${route}/${operation}`, `POST ${route}/${operation}`, `GET ${route}`],
		most: 10,
		least: 1,
		maxLeapBackMs: 0,
		leapsForth: false,
		hangs: false,
	});
	const parameters = {
		resource: 'batch',
		operation,
		project: byId(projectId),
		batch: byId('={{ $json.batch }}'),
	};
	stage.tell(`${operation} ${JSON.stringify(rows)} ${onError} ${tries} tries`);
	await retryUntilDone(stage, {
		work: { type: 'toloka', parameters, settings, input: rows },
		limits: { requests: tries * 100 * rows.length, time: tries * 60 * rows.length * MINUTE_MS },
		mayDie: true,
		begin: () => [],
		inspect: () => truth.checkBystander(),
		ended: (result) => truth.judge(result, onError !== 'stopWorkflow'),
	});
}

interface Plan {
	projectId: string;
	operation: Operation;
	rows: readonly IDataObject[];
	/** A batch that no item names. */
	bystander: string;
}

class BatchesTruth {
	readonly #before: string | undefined;
	readonly #fits: boolean[];

	constructor(
		readonly stage: Stage,
		readonly plan: Plan,
	) {
		const { bystander, operation, rows } = plan;
		this.#before = this.#status(bystander);
		this.#fits = rows.map(({ batch }) => FITS[operation].includes(`${this.#status(batch)}`));
	}

	#status(batch: unknown): string | undefined {
		const batches = this.stage.emulator.truth.batches(this.plan.projectId);
		return batches.find(({ id }) => id === batch)?.status;
	}

	checkBystander(): void {
		const { bystander } = this.plan;
		const now = this.#status(bystander);
		if (now !== this.#before) this.stage.violated('no other batch is touched', `it is ${now}`);
	}

	/** Returns true if a retry is useless. */
	judge(result: NodeResult, isContinuing: boolean): boolean {
		if (result.status === 'canceled') return isContinuing;
		if (result.status !== 'success') {
			const { kind, itemIndex = -1 } = factsOf(result.error);
			return kind === 'conflict' && this.#fits[itemIndex] === false;
		}
		const { operation, rows } = this.plan;
		const answers = result.outputs.flat();
		if (answers.length !== rows.length) {
			this.stage.violated('outputs are paired', `${answers.length} answers`);
		}
		for (const answer of answers) {
			const { json } = answer;
			const place = placeOf(answer) ?? -1;
			if (json.error !== undefined) continue;
			const status = this.#status(rows[place]?.batch);
			const isSo = json.id === rows[place]?.batch && DONE[operation].includes(`${status}`);
			if (!isSo) this.stage.violated('what is told is so', `item ${place} is ${status}`);
			if (!this.#fits[place]) this.stage.violated('what is told is so', `item ${place} cannot be`);
		}
		return true;
	}
}
