import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../nodes/shared/n8n/clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * Whether a ten-second sleep is over after `afterMs`, if the host's clock is moved after three
 * seconds.
 */
async function isOver(movedMs: number, afterMs: number): Promise<boolean> {
	let over = false;
	void systemClock.sleep(10_000).then(() => {
		over = true;
	});
	await vi.advanceTimersByTimeAsync(3_000);
	vi.setSystemTime(Date.now() + movedMs);
	await vi.advanceTimersByTimeAsync(afterMs - 3_000);
	return over;
}

it("a sleep lasts no longer if the host's clock is set back", async () => {
	expect(await isOver(-3_600_000, 10_000)).toBe(true);
});

it("a sleep ends if the host's clock has passed its end, for example after a suspended machine", async () => {
	expect(await isOver(3_600_000, 4_000)).toBe(true);
});

it('a sleep does not end early', async () => {
	expect(await isOver(0, 9_000)).toBe(false);
});
