import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import type { Trigger } from '../../../engine/trigger.mts';
import { createTrigger } from '../../../engine/trigger.mts';
import { checkError, checkLog, checkSecret } from '../checks.mts';
import type { Incident, Limits } from '../simulatedProcess.mts';
import type { Stage } from '../stage.mts';
import type { Expected } from './deliveries.mts';
import { Deliveries } from './deliveries.mts';

const MINUTE_MS = 60_000;
const LIMITS: Limits = { requests: 3_000, time: 60 * MINUTE_MS };
const MAX_ACTIVATIONS = 40;

/** A trigger, and what it should deliver. */
interface Followed extends Expected {
	type: string;
	parameters: IDataObject;
	durable: boolean;
}

/** A trigger across kills and restarts. */
export class Watch {
	/** Set when a limit was broken; nothing more can be checked then. */
	isBroken = false;
	readonly #stage: Stage;
	readonly #followed: Followed;
	readonly #deliveries: Deliveries;
	#trigger: Trigger;
	#toldErrors = 0;
	/** Polls since the trigger was published; by the second, it knows n8n's default engine. */
	#polls = 0;
	#isDefaultEngine = false;
	/** What n8n had stored before the workflow was published again. */
	readonly #earlier: IDataObject[] = [{}];
	/** The old state with which it was published; until it is replaced, the end of n8n loses more. */
	#old: IDataObject | undefined;

	constructor(stage: Stage, followed: Followed) {
		this.#stage = stage;
		this.#followed = followed;
		this.#deliveries = new Deliveries(stage, followed);
		this.#trigger = this.#begin({});
	}

	/**
	 * Follows the trigger from its publication until it has nothing more to deliver, and checks what
	 * it delivered.
	 *
	 * @param mostSteps maximum steps; in each, things happen, and n8n polls or is restarted.
	 */
	async follow(mostSteps: number, happen: () => void): Promise<void> {
		const { draw, time } = this.#stage;
		await this.activate();
		const steps = draw.between(3, mostSteps);
		for (let step = 0; step < steps && !this.isBroken; step += 1) {
			happen();
			time.pass(draw.pick([1_000, 20_000, MINUTE_MS, 10 * MINUTE_MS]));
			if (draw.chance(0.1)) await this.republish();
			const isOld = isDeepStrictEqual(this.#trigger.saved(), this.#old);
			if (draw.chance(0.15) && !isOld) await this.restart();
			else await this.poll(isOld ? [] : incidentsOf(this.#stage));
		}
		this.#stage.disarm();
		await this.pollUntilQuiet();
		if (!this.isBroken) this.#deliveries.check();
	}

	/** Publishes the workflow, and tries again as n8n does if that fails. */
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

	/** Polls on schedule; without durable cursors, n8n may start two polls at once. */
	async poll(incidents: readonly Incident[] = []): Promise<void> {
		const overlaps = !this.#followed.durable && this.#stage.draw.chance(0.1);
		const outcome = await this.#run(async () => {
			const ticks = overlaps
				? [this.#trigger.tick(), this.#trigger.tick()]
				: [this.#trigger.tick()];
			return await caught(Promise.all(ticks));
		}, incidents);
		if (outcome === 'killed') await this.restart();
		else if (outcome !== undefined) checkError(this.#stage, outcome);
	}

	/**
	 * Publishes the workflow again, with another name of the node or with a state that an execution
	 * wrote back. The default engine then finds an old state, or none (n8n §1). Before a trigger
	 * knows that engine, this may also mean that n8n dropped a delivery, which it then repeats.
	 */
	async republish(): Promise<void> {
		const { draw } = this.#stage;
		const saved = this.#trigger.saved();
		const isKnown = this.#isDefaultEngine && this.#polls > 1;
		this.#old = isKnown ? draw.pick(this.#earlier) : undefined;
		this.#earlier.push(saved);
		this.#trigger = this.#begin(this.#old ?? saved, draw.pick(['Trigger', 'Renamed']));
		this.#stage.tell(this.#old === undefined ? 'republished' : 'republished with an old state');
		await this.activate();
	}

	/** Restarts n8n with its saved state. */
	async restart(): Promise<void> {
		const saved = this.#trigger.saved();
		checkSecret(this.#stage, 'the stored state', JSON.stringify(saved));
		await this.#stage.restart();
		this.#deliveries.restarted(Object.keys(saved).length === 0);
		this.#trigger = this.#begin(saved);
		await this.activate();
	}

	/** Polls until everything that finished has had time to be delivered. */
	async pollUntilQuiet(): Promise<void> {
		const { time } = this.#stage;
		time.pass(10 * MINUTE_MS);
		const { deliverables, maxItems } = this.#followed;
		const most = 40 + (2 * deliverables().length) / maxItems;
		for (let quiet = 0, polls = 0; quiet < 4 && polls < most && !this.isBroken; polls += 1) {
			const before = this.#trigger.emissions.length;
			await this.poll();
			quiet = this.#trigger.emissions.length === before ? quiet + 1 : 0;
			time.pass(MINUTE_MS);
		}
	}

	#begin(stored: IDataObject, name = 'Trigger'): Trigger {
		const { type, parameters, durable } = this.#followed;
		const { credentials, draw } = this.#stage;
		this.#toldErrors = 0;
		this.#polls = 0;
		const pollBudgetMs = draw.pick([300_000, 36_000]);
		this.#isDefaultEngine = !durable && pollBudgetMs === 300_000;
		return createTrigger({
			type,
			credentials,
			parameters,
			stored,
			durable,
			name,
			pollBudgetMs,
		});
	}

	async #run<T>(
		work: () => Promise<T>,
		incidents: readonly Incident[] = [],
	): Promise<T | 'killed'> {
		const { process, time } = this.#stage;
		const trigger = this.#trigger;
		this.#polls += 1;
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

/** Sometimes kills n8n during a poll. */
function incidentsOf({ draw }: Stage): Incident[] {
	if (!draw.chance(0.1)) return [];
	const when = draw.pick(['before', 'after'] as const);
	return [{ at: draw.between(1, 3), when, happen: (process) => process.kill() }];
}

async function caught(work: Promise<unknown>): Promise<unknown> {
	return await work.then(
		() => undefined,
		(error: unknown) => error,
	);
}
