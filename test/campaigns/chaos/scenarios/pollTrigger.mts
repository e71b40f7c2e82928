import { contentOf } from '../checks.mts';
import type { Stage } from '../stage.mts';
import type { Deliverable } from './deliveries.mts';
import type { PollScenario } from './pollPlan.mts';
import { itemsOfStep, planPoll } from './pollPlan.mts';
import { Watch } from './watch.mts';

const ITEMS = 'GET /app-projects/{id}/items';
const MINUTE_MS = 60_000;
const US_PER_MS = 1000;

/** Items finish over time; the trigger polls, fails, is restarted and is killed meanwhile. */
export async function pollTrigger(stage: Stage): Promise<void> {
	const { draw, emulator, time } = stage;
	const scenario = await planPoll(stage);
	const { projectId } = scenario;
	if (scenario.backlog > 0 || draw.chance(0.6)) {
		const now = time.service.now();
		const finishedFromMs = now - draw.pick([20_000, 10 * MINUTE_MS, 24 * 60 * MINUTE_MS]);
		const count = scenario.backlog + itemsOfStep(draw, scenario);
		emulator.seedData.addItems(projectId, { count, finishedFromMs });
		// Late items among these must appear within the window before the trigger first polls.
		if (scenario.startFrom !== 'beginning') time.pass(scenario.windowMs);
	}
	stage.tell(JSON.stringify({ ...scenario, switches: emulator.switches.get() }));
	const { maxLeapBackMs, startFrom } = scenario;
	// A clock that nobody has read yet cannot tell the time of the activation.
	const leapsForth = startFrom !== 'activation';
	stage.arm({ routes: [ITEMS], most: 8, maxLeapBackMs, leapsForth, hangs: false });
	if (scenario.pageMs > 0) stage.slowDown(ITEMS, scenario.pageMs, draw.chance(0.7));
	const watch = new Watch(stage, {
		...scenario,
		type: 'tolokaPollFinishedItemsTrigger',
		deliverables: () => finishedItems(stage, scenario),
	});
	await watch.follow(scenario.backlog > 0 ? 6 : 12, () => {
		// An item that finishes at the instant of a read, but after it, is late: a window of 0 misses
		// it.
		if (scenario.windowMs === 0) time.pass(1);
		emulator.seedData.addItems(projectId, { count: itemsOfStep(draw, scenario) });
	});
}

function finishedItems({ emulator }: Stage, scenario: PollScenario): Deliverable[] {
	const { projectId, statuses, batchId } = scenario;
	return emulator.truth.items(projectId).map((item) => ({
		key: `${projectId}:${item.id}`,
		atMs: (item.finishedUs ?? 0) / US_PER_MS,
		isWanted:
			item.finished &&
			statuses.includes(item.status) &&
			(batchId === undefined || item.batchId === batchId),
		text: `${item.status} ${contentOf(item.input).slice(0, 40)}`,
	}));
}
