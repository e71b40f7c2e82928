/**
 * When an execution that waits for operations polls them, and when it is suspended. n8n looks for
 * executions to resume once a minute, so a short suspension may end a minute late: short waits stay
 * in the process (n8n §2).
 */

const SHORTEST_MS = 65_000;
const LONGEST_MS = 10 * 60_000;
const FIRST_RUN_MS = 60_000;

/** Until when this run polls without suspending; `now` means a single poll. */
export function lookUntil(isFirstRun: boolean, now: number, deadline: number): number {
	if (isFirstRun) return Math.min(now + FIRST_RUN_MS, deadline);
	return deadline - now <= SHORTEST_MS ? deadline : now;
}

/** When to poll again: after half of the time waited so far, within the limits. */
export function resumeAt(since: number, now: number, deadline: number, askedMs = 0): number {
	const pause = Math.min(Math.max((now - since) / 2, SHORTEST_MS), LONGEST_MS);
	return Math.min(now + Math.max(pause, askedMs), deadline);
}
