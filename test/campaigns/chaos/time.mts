import type { SteerableClock } from '../../../emulator/clock.mts';

/** One virtual time that two clocks read. */
export interface VirtualTime {
	/** The clock of n8n's host. */
	now(): number;
	moveTo(ms: number): void;
	pass(ms: number): void;
	/** Schedules something that happens at this time. */
	at(ms: number, happen: () => void): void;
	/** The service's clock; a leap changes its difference from the host's clock. */
	service: SteerableClock & { leap(ms: number): void };
}

export function virtualTime(startMs: number, serviceAheadMs = 0): VirtualTime {
	let now = startMs;
	let ahead = serviceAheadMs;
	const planned: Array<{ at: number; happen: () => void }> = [];
	const moveTo = (ms: number) => {
		for (;;) {
			const next = planned.filter(({ at }) => at <= ms).sort((one, other) => one.at - other.at)[0];
			if (next === undefined) break;
			planned.splice(planned.indexOf(next), 1);
			now = Math.max(now, next.at);
			next.happen();
		}
		now = Math.max(now, ms);
	};
	const pass = (ms: number) => moveTo(now + ms);
	return {
		now: () => now,
		moveTo,
		pass,
		at: (at, happen) => void planned.push({ at, happen }),
		service: {
			now: () => now + ahead,
			advance: pass,
			set: (ms) => moveTo(ms - ahead),
			leap: (ms) => {
				ahead += ms;
			},
		},
	};
}
