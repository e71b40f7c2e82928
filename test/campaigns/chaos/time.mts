import type { SteerableClock } from '../../../emulator/clock.mts';

/** Virtual time: one course of it, read by two clocks. */
export interface VirtualTime {
	/** The clock of the host that runs n8n. */
	now(): number;
	moveTo(ms: number): void;
	pass(ms: number): void;
	/** The clock of the service; a leap sets it apart from the host's. */
	service: SteerableClock & { leap(ms: number): void };
}

export function virtualTime(startMs: number, serviceAheadMs = 0): VirtualTime {
	let now = startMs;
	let ahead = serviceAheadMs;
	const moveTo = (ms: number) => {
		now = Math.max(now, ms);
	};
	const pass = (ms: number) => {
		now += ms;
	};
	return {
		now: () => now,
		moveTo,
		pass,
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
