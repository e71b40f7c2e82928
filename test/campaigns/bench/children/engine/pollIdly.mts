import { createTrigger, type Trigger } from '../../../../engine/trigger.mts';
import { credentialsFor, nodeFor } from '../../nodeParameters.mts';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';
import { requestsSoFar } from '../requestsSoFar.mts';

const ROUNDS = 10;

/**
 * W11: as many triggers as there are rows. They have delivered what finished before and find
 * nothing new. One poll's share of the event loop is the total divided by the number of polls.
 */
export async function pollIdly(task: Task): Promise<Outcome> {
	const triggers = Array.from({ length: task.rows }, (_, index) =>
		createTrigger({
			credentials: credentialsFor(task),
			workflowId: `w${index}`,
			...nodeFor(task),
		}),
	);
	for (const trigger of triggers) await untilIdle(trigger);
	const before = await requestsSoFar(task);
	const loop = performance.eventLoopUtilization();
	const { seconds } = await timed(async () => {
		for (let round = 0; round < ROUNDS; round++) {
			for (const trigger of triggers) await trigger.tick();
		}
	});
	const { active } = performance.eventLoopUtilization(loop);
	const requests = (await requestsSoFar(task)) - before;
	const polls = ROUNDS * triggers.length;
	return {
		seconds,
		rows: triggers.length,
		figures: {
			requests: requests / polls,
			loopMsPerPoll: active / polls,
			stateBytes: Math.max(...triggers.map((trigger) => JSON.stringify(trigger.saved()).length)),
		},
	};
}

async function untilIdle(trigger: Trigger): Promise<void> {
	await trigger.activate();
	for (let before = -1; trigger.emissions.length > before;) {
		before = trigger.emissions.length;
		await trigger.tick();
		if (trigger.errors.length > 0) throw trigger.errors[0];
	}
}
