import type { SteerableClock } from './clock.mts';
import type { Json } from './json.mts';
import { createRandom, type Random } from './random.mts';
import { makeTokens, type Tokens } from './service/auth.mts';
import { HangingRequests } from './service/connection.mts';
import { createFaults, type FaultBoard } from './steering/faults.mts';
import { createLog, type WritableLog } from './steering/log.mts';
import type { SwitchBoard } from './steering/switches.mts';
import { createSeededWorld } from './seeding.mts';
import type { World } from './world.mts';

/** A Buffer is a file, or JSON that was serialized earlier. */
export type OnReply = (route: string, status: number, body: Json | Buffer | undefined) => void;

/** All state of one running emulator; a reset replaces `world` and `requestIds`. */
export class Emulation {
	readonly seed: number;
	readonly clock: SteerableClock;
	readonly switches: SwitchBoard;
	readonly tokens: Tokens;
	readonly faults: FaultBoard = createFaults();
	readonly log: WritableLog = createLog();
	readonly hanging = new HangingRequests();
	requestIds: Random;
	world: World;
	/** Called with each response of the service itself, before it is sent or a fault changes it. */
	readonly onReply: OnReply | undefined;
	readonly #closing = new AbortController();
	#prepare = (): void => undefined;

	constructor(seed: number, clock: SteerableClock, switches: SwitchBoard, onReply?: OnReply) {
		this.onReply = onReply;
		this.seed = seed;
		this.clock = clock;
		this.switches = switches;
		this.tokens = makeTokens(seed);
		this.requestIds = createRandom(seed + 1);
		this.world = createSeededWorld(seed, clock, switches);
		this.faults.onClear(() => this.hanging.releaseAll());
	}

	get closing(): AbortSignal {
		return this.#closing.signal;
	}

	/** Returns the world after everything due has taken effect. */
	settled(): World {
		this.world.settle();
		return this.world;
	}

	/** Adds to the seeded world, now and after every reset. */
	prepare(add: () => void): void {
		this.#prepare = add;
		add();
	}

	/** Restores the initial state, except the clock, which keeps running. */
	reset(): void {
		this.faults.clear();
		this.log.clear();
		this.switches.reset();
		this.requestIds = createRandom(this.seed + 1);
		this.world = createSeededWorld(this.seed, this.clock, this.switches);
		this.#prepare();
	}

	close(): void {
		this.#closing.abort();
		this.faults.clear();
	}
}
