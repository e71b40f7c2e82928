import { describe, expect, it } from 'vitest';
import { Rounds } from '../../../nodes/shared/toloka/flow/rounds.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';

const MINUTE = 60_000;
const IDS = Array.from({ length: 30 }, (_, index) => `id-${index}`);

/** Sets up rounds over things, some of which never get an answer. */
function scene(
	isAway: (id: string) => boolean,
	failure = new TolokaFailure('unavailable', { status: 503 }),
) {
	const time = { now: 0 };
	const asked: string[] = [];
	const answered: string[] = [];
	const givenUp: string[] = [];
	const rounds = new Rounds<string>({
		clock: { now: () => time.now, sleep: async () => {} },
		longestInterruptionMs: 5 * MINUTE,
		lookAt: async (id) => {
			asked.push(id);
			await Promise.resolve();
			if (isAway(id)) throw failure;
			return id;
		},
		onRead: (id) => void answered.push(id),
		onFailure: (id) => void givenUp.push(id),
	});
	return { time, asked, answered, givenUp, rounds };
}

describe('rounds', () => {
	it('continue after one that has no answer', async () => {
		const { rounds, answered } = scene((id) => id === 'id-0');
		const kept = await rounds.lookAtEach(IDS);
		expect(answered).toHaveLength(29);
		expect([...kept].sort()).toEqual([...IDS].sort());
	});

	it('end if the service is unavailable, and the next round starts with those not asked yet', async () => {
		const { rounds, asked } = scene(() => true);
		const kept = await rounds.lookAtEach(IDS);
		expect(asked.length).toBeLessThanOrEqual(16);
		const turns = asked.splice(0);
		await rounds.lookAtEach(kept);
		expect(asked.slice(0, 8).filter((id) => turns.includes(id))).toEqual([]);
	});

	it('give up everything if the service stays unavailable, and say why', async () => {
		const { rounds, time, givenUp } = scene(() => true);
		const kept = await rounds.lookAtEach(IDS);
		expect(IDS.map((id) => rounds.failureOf(id)?.kind)).toEqual(IDS.map(() => 'unavailable'));
		time.now = 5 * MINUTE;
		expect(await rounds.lookAtEach(kept)).toEqual([]);
		expect([...givenUp].sort()).toEqual([...IDS].sort());
	});

	it.each([
		['without a time, as for an unknown interval, are given up', undefined, IDS.length],
		['with a time are not given up', 6 * 60 * MINUTE, 0],
	])('whose quota is used up %s', async (_what, worksAgainAt, count) => {
		const failure = new TolokaFailure('quota-exhausted', { status: 429, worksAgainAt });
		const { rounds, time, givenUp } = scene(() => true, failure);
		const kept = await rounds.lookAtEach(IDS);
		time.now = 5 * MINUTE;
		await rounds.lookAtEach(kept);
		expect(givenUp).toHaveLength(count);
	});
});
