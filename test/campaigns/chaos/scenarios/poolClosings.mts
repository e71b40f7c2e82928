import { byId } from '../../../engine/emulated.mts';
import type { Stage } from '../stage.mts';
import type { Deliverable } from './deliveries.mts';
import { Watch } from './watch.mts';

const REASONS = ['COMPLETED', 'NOT_ENOUGH_BALANCE', 'MANUAL', 'EXPIRED'] as const;

/** Pools close for good, some after an update, some open again: each closing is reported once. */
export async function poolClosings(stage: Stage): Promise<void> {
	const { draw, emulator, time } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 6]),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		neverOpenedKeys: draw.pick(['absent', 'null']),
		lastStartedInOpenPool: draw.chance(0.5),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
	const pools = Array.from({ length: draw.between(1, 6) }, (_, index) => {
		const { id } = emulator.seedData.addPool({ name: `Pool ${index}`, status: 'CLOSED' });
		emulator.seedData.openPool(id);
		return id;
	});
	const closings = new Closings(stage, pools);
	time.pass(1);
	if (draw.chance(0.5)) closings.step();
	const startFrom = draw.pick(['activation', 'beginning', 'time'] as const);
	const startMs = Math.floor(time.service.now() / 1000) * 1000 - draw.between(0, 600) * 1000;
	const window = draw.weighted<number | undefined>([5, undefined], [2, 10], [2, 300], [1, 0]);
	const atLeastOnce = draw.chance(0.25);
	const parameters = {
		event: 'poolClosed',
		pools: { values: pools.map((pool) => ({ pool: byId(pool) })) },
		startFrom,
		...(startFrom === 'time' && { startTime: new Date(startMs).toISOString() }),
		simplify: draw.chance(0.5),
		options: {
			...(window !== undefined && { window }),
			...(atLeastOnce && { delivery: 'atLeastOnce' }),
		},
	};
	stage.tell(JSON.stringify(parameters));
	const faults = { routes: ['GET /pools/{id}'], most: 8, maxLeapBackMs: 0, hangs: false };
	// A clock that nobody has read yet cannot tell the time of the activation.
	stage.arm({ ...faults, leapsForth: startFrom !== 'activation' });
	const watch = new Watch(stage, {
		type: 'tolokaPoolTrigger',
		parameters,
		durable: draw.chance(0.5),
		startFrom,
		startMs,
		maxItems: 10_000,
		atLeastOnce,
		deliverables: () => closings.all(),
	});
	await watch.follow(12, () => {
		// An event at the instant of a read, but after it, is late: a window of 0 misses it.
		time.pass(1);
		closings.step();
	});
}

/** A pool keeps only its last closing, so each pool closes for good once. */
class Closings {
	readonly #done: Deliverable[] = [];
	readonly #left: Set<string>;

	constructor(
		readonly stage: Stage,
		readonly pools: readonly string[],
	) {
		this.#left = new Set(pools);
	}

	all(): Deliverable[] {
		return this.#done;
	}

	/** Updates some pools, closes some, and opens some of those again. */
	step(): void {
		const { draw, emulator, time } = this.stage;
		for (const pool of this.pools) {
			const isOpen = emulator.catalogue
				.pools()
				.some(({ id, status }) => id === pool && status === 'OPEN');
			if (!this.#left.has(pool)) {
				if (!isOpen && draw.chance(0.3)) emulator.seedData.openPool(pool);
			} else if (!isOpen) {
				emulator.seedData.openPool(pool);
			} else if (draw.chance(0.3)) {
				emulator.seedData.closePool(pool, 'FOR_UPDATE');
			} else if (draw.chance(0.4)) {
				const reason = draw.pick(REASONS);
				const atMs = time.service.now();
				emulator.seedData.closePool(pool, reason);
				this.#left.delete(pool);
				const key = `${pool}:closed:${new Date(atMs).toISOString().slice(0, -1)}000`;
				this.#done.push({ key, atMs, isWanted: true, text: reason });
			}
		}
	}
}
