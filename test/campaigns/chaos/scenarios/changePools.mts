import type { NodeResult } from '../../../engine/engine.mts';
import { placeOf } from '../checks.mts';
import { byId } from '../../../engine/emulated.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';

const MINUTE_MS = 60_000;

type Operation = 'clone' | 'open' | 'close';

/** Pools are cloned, opened or closed, once each, and no other pool changes. */
export async function changePools(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		operationPendingMs: draw.pick([0, 500, 30_000]),
		operationRunMs: draw.pick([0, 2_000, MINUTE_MS]),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
	const operation = draw.weighted<Operation>([6, 'clone'], [1, 'open'], [1, 'close']);
	const rows = planRows(stage, operation);
	const { onError, tries, settings } = drawFailureSettings(draw);
	const post = `POST /pools/{id}/${operation}`;
	stage.arm({
		routes: [
			post,
			post,
			'GET /pools/{id}',
			'GET /operations/{id}',
			'GET /operations',
			'PUT /pools/{id}',
		],
		operationRoutes: [post],
		// Nothing tells of a clone whose operation failed, so a repeat would rightly create another
		// one.
		failuresUndo: true,
		most: 10,
		least: 1,
		maxLeapBackMs: 0,
		// A clock that leaps cannot tell when a clone was created.
		leapsForth: false,
		hangs: false,
	});
	const parameters = {
		resource: 'pool',
		operation,
		pool: byId('={{ $json.pool }}'),
		...(operation === 'clone' && draw.chance(0.5) && { cloneName: '={{ $json.name }}' }),
	};
	stage.tell(`${JSON.stringify(rows)} ${JSON.stringify(parameters)} ${onError} ${tries} tries`);
	const truth = new PoolsTruth(stage, operation, rows);
	await retryUntilDone(stage, {
		work: { type: 'toloka', parameters, settings, input: rows },
		limits: { requests: tries * 600 * rows.length, time: tries * 60 * rows.length * MINUTE_MS },
		mayDie: true,
		begin: () => [],
		inspect: () => truth.checkNothingElse(),
		ended: (result) => truth.judge(result, onError !== 'stopWorkflow'),
	});
}

interface Row extends Record<string, string> {
	pool: string;
	name: string;
}

/** Draws the rows; sometimes several items are about the same pool. */
function planRows({ draw, emulator }: Stage, operation: Operation): Row[] {
	const status = operation === 'close' ? 'OPEN' : 'CLOSED';
	const pools = Array.from({ length: draw.between(1, 3) }, (_, index) => {
		const { id } = emulator.seedData.addPool({
			name: `Pool ${index}`,
			status,
			defaultOverlap: 1,
		});
		emulator.seedData.addTaskSuites(id, { count: 2 });
		return id;
	});
	const count = draw.between(1, 4);
	return Array.from({ length: count }, (_, index) => ({
		pool: index < pools.length ? pools[index] : draw.pick(pools),
		name: `Clone ${index}`,
	}));
}

class PoolsTruth {
	readonly #before: ReadonlyMap<string, string>;

	constructor(
		readonly stage: Stage,
		readonly operation: Operation,
		readonly rows: readonly Row[],
	) {
		this.#before = new Map(this.#pools().map(({ id, status }) => [id, status]));
	}

	#pools() {
		return this.stage.emulator.catalogue.pools();
	}

	#clones(): string[] {
		return this.#pools()
			.map(({ id }) => id)
			.filter((id) => !this.#before.has(id));
	}

	/** Checks that there are no more clones than requested, and that other pools have not changed. */
	checkNothingElse(): void {
		const clones = this.#clones();
		const wanted = this.operation === 'clone' ? this.rows.length : 0;
		if (clones.length > wanted) {
			this.stage.violated('a pool is cloned once', `${clones.length} clones, ${wanted} wanted`);
		}
		const touched =
			this.operation === 'clone' ? new Set<string>() : new Set(this.rows.map(({ pool }) => pool));
		for (const { id, status } of this.#pools()) {
			const before = this.#before.get(id);
			if (before === undefined || touched.has(id) || before === status) continue;
			this.stage.violated('no other pool is touched', `${id} is ${status}, was ${before}`);
		}
	}

	/** Returns true if a retry is useless. */
	judge(result: NodeResult, isContinuing: boolean): boolean {
		if (result.status !== 'success') return result.status === 'canceled' && isContinuing;
		const now = new Map(this.#pools().map(({ id, status }) => [id, status]));
		const answers = result.outputs.flat();
		const told = answers.filter(({ json }) => json.error === undefined);
		if (answers.length !== this.rows.length) {
			this.stage.violated('outputs are paired', `${answers.length} answers`);
		}
		const ids = new Set(told.map(({ json }) => String(json.id)));
		for (const answer of told) {
			const { json } = answer;
			const { pool, name } = this.rows[placeOf(answer) ?? -1];
			const status = now.get(String(json.id));
			const isSo =
				this.operation === 'clone'
					? json.source_pool_id === pool &&
						status !== undefined &&
						!this.#before.has(String(json.id))
					: json.id === pool && status === (this.operation === 'open' ? 'OPEN' : 'CLOSED');
			if (!isSo)
				this.stage.violated('what is told is so', `${String(json.id)} ${name} is ${status}`);
		}
		if (this.operation !== 'clone') return true;
		if (ids.size !== told.length) {
			this.stage.violated('each item has a clone of its own', `${ids.size} of ${told.length}`);
		}
		if (told.length === this.rows.length && this.#clones().length !== told.length) {
			this.stage.violated('a pool is cloned once', `${this.#clones().length} of ${told.length}`);
		}
		return true;
	}
}
