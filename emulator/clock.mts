/** The emulator's source of time; everything that takes time is derived from it. */
export interface EmulatorClock {
	/** Milliseconds since the epoch. */
	now(): number;
}

export interface SteerableClock extends EmulatorClock {
	/** Lets time pass, also for a client that uses the same clock. */
	advance(ms: number): void;
	set(ms: number): void;
	/** Moves only the service's clock; without `leap`, `clock-jump` uses `advance`. */
	leap?(ms: number): void;
}

const DEFAULT_START_MS = Date.UTC(2024, 0, 15, 12, 0, 0);

/** A clock that stands still until it is moved. */
export function virtualClock(startMs: number = DEFAULT_START_MS): SteerableClock {
	let current = startMs;
	return {
		now: () => current,
		advance: (ms) => {
			current += ms;
		},
		set: (ms) => {
			current = ms;
		},
	};
}

/** The machine's time plus an adjustable offset. */
export function wallClock(): SteerableClock {
	return offsetClock({ now: () => Date.now() });
}

/** Makes any clock steerable: a clock without `advance` and `set` gets an offset. */
export function steerable(clock: EmulatorClock): SteerableClock {
	return isSteerable(clock) ? clock : offsetClock(clock);
}

function offsetClock(base: EmulatorClock): SteerableClock {
	let offset = 0;
	return {
		now: () => base.now() + offset,
		advance: (ms) => {
			offset += ms;
		},
		set: (ms) => {
			offset = ms - base.now();
		},
	};
}

function isSteerable(clock: EmulatorClock): clock is SteerableClock {
	return 'advance' in clock && 'set' in clock;
}
