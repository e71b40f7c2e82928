/** The part of the nodes' clock that is changed here (`nodes/shared/n8n/clock.ts`). */
export interface NodeClock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Makes the nodes' waits end immediately: they serve quotas of the service that are off here, and
 * no other contestant waits for them. A sleep of 0 remains a pause.
 */
export function leapOverWaits(clock: NodeClock): void {
	const { now, sleep } = clock;
	let offset = 0;
	clock.now = () => now() + offset;
	clock.sleep = async (ms, signal) => {
		offset += ms;
		await sleep(0, signal);
	};
}
