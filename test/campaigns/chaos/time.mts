import type { SteerableClock } from '../../../emulator/clock.mts';

/** Virtual time: one course of it, read by two clocks. */
export interface VirtualTime {
	/** The clock of the host that runs n8n. */
	now(): number;
	moveTo(ms: number): void;
	pass(ms: number): void;
	/** Something that happens by itself at this time. */
	at(ms: number, happen: () => void): void;
	/** The clock of the service; a leap sets it apart from the host's. */
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
