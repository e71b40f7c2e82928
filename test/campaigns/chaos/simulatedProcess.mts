import type { Draw } from './draw.mts';
import { nextRequestClosed, rest } from './eventLoop.mts';
import type { VirtualTime } from './time.mts';

/** Why work in a process was cut off. */
export type Cut = 'killed' | 'too many requests' | 'too much time';

export interface Limits {
	requests: number;
	/** Milliseconds of virtual time. */
	time: number;
}

/** An event at a request of a run; `at` counts requests from 1. */
export interface Incident {
	at: number;
	/** Before the request is sent, or after its response has been processed. */
	when: 'before' | 'after';
	happen(process: SimulatedProcess): void;
}

interface Sleeper {
	until: number;
	wake(): void;
}

/** Work in progress in a process. */
interface Run {
	limits: Limits;
	/**
	 * Start time, plus the duration of the responses: here they arrive one by one, not in parallel.
	 */
	countedFrom: number;
	incidents: readonly Incident[];
	requests: number;
	cutOff(cut: Cut): void;
}

/**
 * One life of n8n as a discrete simulation: one request at a time, time that advances only while
 * everything sleeps, and a seeded choice whenever several could continue. So work takes the same
 * course every time, although it sends HTTP requests to a server.
 */
export class SimulatedProcess {
	/** Number of requests of the latest run. */
	requests = 0;
	readonly #time: VirtualTime;
	readonly #draw: Draw;
	readonly #waiting: Array<() => void> = [];
	readonly #sleepers: Sleeper[] = [];
	#run: Run | undefined;
	#isMoving = false;
	#isDead = false;

	constructor(time: VirtualTime, draw: Draw) {
		this.#time = time;
		this.#draw = draw;
	}

	/**
	 * Does the work; returns its value, or why it was cut off. Nothing runs in a process after a cut.
	 */
	async run<T>(
		work: () => Promise<T>,
		limits: Limits,
		incidents: readonly Incident[] = [],
	): Promise<{ value: T } | { cut: Cut }> {
		const cut = new Promise<{ cut: Cut }>((resolve) => {
			const cutOff = (reason: Cut) => {
				this.#isDead = true;
				resolve({ cut: reason });
			};
			this.#run = { limits, countedFrom: this.#time.now(), incidents, requests: 0, cutOff };
		});
		return await Promise.race([work().then((value) => ({ value })), cut]);
	}

	/** Ends the process as `kill -9` does. */
	kill(): void {
		this.#run?.cutOff('killed');
	}

	/** Called before a request; resolves when the request may be sent. */
	async enter(): Promise<void> {
		await this.#wait((go) => this.#waiting.push(go));
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		await this.#wait((wake) => {
			const sleeper = { until: this.#time.now() + ms, wake };
			this.#sleepers.push(sleeper);
			signal?.addEventListener('abort', () => this.#wake(sleeper));
		});
	}

	/** In a dead process, this waits forever. */
	async #wait(join: (go: () => void) => void): Promise<void> {
		await new Promise<void>((go) => {
			if (this.#isDead) return;
			join(go);
			if (!this.#isMoving) void this.#move();
		});
	}

	async #move(): Promise<void> {
		this.#isMoving = true;
		for (await rest(); this.#goesOn(); await rest()) {
			if (this.#waiting.length > 0) await this.#letOneGo();
			else if (this.#sleepers.length > 0) this.#wakeNext();
			else break;
		}
		this.#isMoving = false;
	}

	#goesOn(): boolean {
		const run = this.#run;
		if (run === undefined) return !this.#isDead;
		const { limits, requests, countedFrom } = run;
		if (requests > limits.requests) run.cutOff('too many requests');
		if (this.#time.now() - countedFrom > limits.time) run.cutOff('too much time');
		return !this.#isDead;
	}

	async #letOneGo(): Promise<void> {
		const [go] = this.#waiting.splice(this.#draw.between(0, this.#waiting.length - 1), 1);
		if (this.#run !== undefined) this.requests = this.#run.requests += 1;
		this.#meet('before');
		if (this.#isDead) return;
		const sentAt = this.#time.now();
		const closed = nextRequestClosed();
		go();
		await closed;
		if (this.#run !== undefined) this.#run.countedFrom += this.#time.now() - sentAt;
		await rest();
		this.#meet('after');
	}

	#meet(when: Incident['when']): void {
		for (const incident of this.#run?.incidents ?? []) {
			if (incident.at === this.#run?.requests && incident.when === when) incident.happen(this);
		}
	}

	#wakeNext(): void {
		const next = this.#sleepers.reduce((one, other) => (other.until < one.until ? other : one));
		this.#time.moveTo(next.until);
		this.#wake(next);
	}

	#wake(sleeper: Sleeper): void {
		const place = this.#sleepers.indexOf(sleeper);
		if (place === -1) return;
		this.#sleepers.splice(place, 1);
		sleeper.wake();
	}
}
