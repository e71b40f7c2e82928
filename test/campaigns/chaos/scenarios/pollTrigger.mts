import { checkError, checkLog, checkSecret } from '../checks.mts';
import type { Trigger } from '../../../engine/trigger.mts';
import { createTrigger } from '../../../engine/trigger.mts';
import type { Incident, Limits } from '../simulatedProcess.mts';
import type { Stage } from '../stage.mts';
import { Deliveries } from './deliveries.mts';
import type { PollScenario } from './pollPlan.mts';
import { itemsOfStep, planPoll } from './pollPlan.mts';

const ITEMS = 'GET /app-projects/{id}/items';
const MINUTE_MS = 60_000;
const LIMITS: Limits = { requests: 3_000, time: 60 * MINUTE_MS };
const MAX_ACTIVATIONS = 40;

/** Items get finished over time; the trigger polls, fails, is restarted and killed meanwhile. */
export async function pollTrigger(stage: Stage): Promise<void> {
	const { draw, emulator, time } = stage;
	const scenario = await planPoll(stage);
	const { projectId } = scenario;
	if (scenario.backlog > 0 || draw.chance(0.6)) {
		const now = time.service.now();
		const finishedFromMs = now - draw.pick([20_000, 10 * MINUTE_MS, 24 * 60 * MINUTE_MS]);
		const count = scenario.backlog + itemsOfStep(draw, scenario);
		emulator.seedData.addItems(projectId, { count, finishedFromMs });
		// What is late of these must not be later than the window when the trigger first looks.
		if (scenario.startFrom !== 'beginning') time.pass(scenario.windowMs);
	}
	stage.tell(JSON.stringify({ ...scenario, switches: emulator.switches.get() }));
	const { maxLeapBackMs, startFrom } = scenario;
	// By a clock that nobody has seen yet the time of the activation cannot be told.
	const leapsForth = startFrom !== 'activation';
	stage.arm({ routes: [ITEMS], most: 8, maxLeapBackMs, leapsForth, hangs: false });
	if (scenario.pageMs > 0) stage.slowDown(ITEMS, scenario.pageMs, draw.chance(0.7));
	const watch = new Watch(stage, scenario);
	await watch.activate();
	const steps = draw.between(3, scenario.backlog > 0 ? 6 : 12);
	for (let step = 0; step < steps && !watch.isBroken; step += 1) {
		// What finishes in the instant of a read, but after it, is late: a window of 0 passes it over.
		if (scenario.windowMs === 0) time.pass(1);
		emulator.seedData.addItems(projectId, { count: itemsOfStep(draw, scenario) });
		time.pass(draw.pick([1_000, 20_000, MINUTE_MS, 10 * MINUTE_MS]));
		if (draw.chance(0.15)) await watch.restart();
		else await watch.poll(incidentsOf(stage));
	}
	stage.disarm();
	await watch.pollUntilQuiet();
	watch.check();
}

function incidentsOf({ draw }: Stage): Incident[] {
	if (!draw.chance(0.1)) return [];
	const when = draw.pick(['before', 'after'] as const);
	return [{ at: draw.between(1, 3), when, happen: (process) => process.kill() }];
}

/** The trigger through all its lives. */
class Watch {
	/** Nothing more can be said once a limit was broken. */
	isBroken = false;
	readonly #stage: Stage;
	readonly #scenario: PollScenario;
	readonly #deliveries: Deliveries;
	#trigger: Trigger;
	#toldErrors = 0;

	constructor(stage: Stage, scenario: PollScenario) {
		this.#stage = stage;
		this.#scenario = scenario;
		this.#deliveries = new Deliveries(stage, scenario);
		this.#trigger = this.#begin({});
	}

	/** Publishes the workflow, again and again as n8n does where that fails. */
	async activate(): Promise<void> {
		for (let tries = 1; tries <= MAX_ACTIVATIONS && !this.isBroken; tries += 1) {
			if (tries > 5) this.#stage.disarm();
			this.#deliveries.begun();
			const error = await this.#run(async () => await caught(this.#trigger.activate()));
			if (error === undefined) {
				this.#deliveries.activated();
				return;
			}
			if (error !== 'killed') checkError(this.#stage, error);
			this.#stage.time.pass(1000 * 2 ** Math.min(tries, 8));
		}
		this.#stage.violated('a trigger can be published', 'it never could');
		this.isBroken = true;
	}

	/** A tick of the schedule; without durable cursors n8n may begin two at once. */
	async poll(incidents: readonly Incident[] = []): Promise<void> {
		const overlaps = !this.#scenario.durable && this.#stage.draw.chance(0.1);
		const outcome = await this.#run(async () => {
			const ticks = overlaps
				? [this.#trigger.tick(), this.#trigger.tick()]
				: [this.#trigger.tick()];
			return await caught(Promise.all(ticks));
		}, incidents);
		if (outcome === 'killed') await this.restart();
		else if (outcome !== undefined) checkError(this.#stage, outcome);
	}

	/** n8n ends and starts again with what it had saved. */
	async restart(): Promise<void> {
		const saved = this.#trigger.saved();
		checkSecret(this.#stage, 'the stored state', JSON.stringify(saved));
		await this.#stage.restart();
		this.#deliveries.restarted(Object.keys(saved).length === 0);
		this.#trigger = this.#begin(saved);
		await this.activate();
	}

	/** Until everything that is finished had time to be delivered. */
	async pollUntilQuiet(): Promise<void> {
		const { time, emulator } = this.#stage;
		time.pass(10 * MINUTE_MS);
		const { items } = emulator.truth;
		const most = 40 + (2 * items(this.#scenario.projectId).length) / this.#scenario.maxItems;
		for (let quiet = 0, polls = 0; quiet < 4 && polls < most && !this.isBroken; polls += 1) {
			const before = this.#trigger.emissions.length;
			await this.poll();
			quiet = this.#trigger.emissions.length === before ? quiet + 1 : 0;
			time.pass(MINUTE_MS);
		}
	}

	check(): void {
		if (!this.isBroken) this.#deliveries.check();
	}

	#begin(stored: ReturnType<Trigger['saved']>): Trigger {
		const { parameters, durable } = this.#scenario;
		const { credentials, draw } = this.#stage;
		this.#toldErrors = 0;
		return createTrigger({
			credentials,
			parameters,
			stored,
			durable,
			pollBudgetMs: draw.pick([300_000, 36_000]),
		});
	}

	async #run<T>(
		work: () => Promise<T>,
		incidents: readonly Incident[] = [],
	): Promise<T | 'killed'> {
		const { process, time } = this.#stage;
		const trigger = this.#trigger;
		const before = trigger.emissions.length;
		const begin = time.now();
		const outcome = await process.run(work, LIMITS, incidents);
		const fresh = trigger.emissions.slice(before);
		const count = fresh.reduce((sum, items) => sum + items.length, 0);
		this.#stage.tell(
			`poll: ${'cut' in outcome ? outcome.cut : `${count} items`} (${process.requests} requests, ${(time.now() - begin) / 1000} s)`,
		);
		this.#deliveries.add(fresh);
		for (const error of trigger.errors.slice(this.#toldErrors)) checkError(this.#stage, error);
		this.#toldErrors = trigger.errors.length;
		checkLog(this.#stage);
		if (!('cut' in outcome)) return outcome.value;
		if (outcome.cut !== 'killed') {
			this.#stage.violated('work is bounded', outcome.cut);
			this.isBroken = true;
		}
		return 'killed';
	}
}

async function caught(work: Promise<unknown>): Promise<unknown> {
	return await work.then(
		() => undefined,
		(error: unknown) => error,
	);
}
