import type { INodeExecutionData } from 'n8n-workflow';
import { checkSecret, difference, some } from '../checks.mts';
import type { Stage } from '../stage.mts';

/** The service tells the time in whole seconds. */
const DATE_STEP_MS = 1000;

/** Something that a trigger may output. */
export interface Deliverable {
	/** Its `dedupeKey`. */
	key: string;
	/** When it happened, by the service's clock. */
	atMs: number;
	/** Whether it matches the filters. */
	isWanted: boolean;
	/** Description for messages. */
	text: string;
}

/** What a trigger should deliver. */
export interface Expected {
	startFrom: 'activation' | 'beginning' | 'time';
	startMs: number;
	/** Maximum items per poll. */
	maxItems: number;
	atLeastOnce: boolean;
	/** Returns everything that has happened so far. */
	deliverables(): Deliverable[];
}

/** Compares what the trigger emitted with what happened. */
export class Deliveries {
	readonly #stage: Stage;
	readonly #scenario: Expected;
	readonly #counts = new Map<string, number>();
	/** Keys that n8n may deliver again after a crash. */
	readonly #repeatable = new Set<string>();
	#latest: string[] = [];
	#begunAt: number | undefined;
	#activatedAt: number | undefined;
	/** How far the service's clock was ahead of the host's, measured at several times. */
	readonly #skews: number[] = [];

	constructor(stage: Stage, scenario: Expected) {
		this.#stage = stage;
		this.#scenario = scenario;
	}

	/** Records the first attempt to publish the trigger. */
	begun(): void {
		this.#begunAt ??= this.#stage.time.now();
		this.#noteSkew();
	}

	/** Records that publishing succeeded. */
	activated(): void {
		this.#activatedAt ??= this.#stage.time.now();
		this.#noteSkew();
	}

	#noteSkew(): void {
		const { time } = this.#stage;
		this.#skews.push(time.service.now() - time.now());
	}

	/** Returns the service time from which items must, or may, be delivered. */
	#from(bound: 'must' | 'may'): number {
		const { startFrom, startMs } = this.#scenario;
		if (startFrom === 'beginning') return 0;
		if (startFrom === 'time') return startMs;
		return bound === 'must'
			? (this.#activatedAt ?? Infinity) + Math.max(...this.#skews)
			: (this.#begunAt ?? Infinity) + Math.min(...this.#skews) - DATE_STEP_MS;
	}

	/** Records that the process died; if nothing was stored, the trigger's start is lost, too. */
	restarted(isForgotten: boolean): void {
		if (this.#scenario.atLeastOnce) for (const id of this.#latest) this.#repeatable.add(id);
		if (!isForgotten || this.#scenario.startFrom !== 'activation') return;
		this.#begunAt = undefined;
		this.#activatedAt = undefined;
	}

	add(emissions: readonly INodeExecutionData[][]): void {
		this.#noteSkew();
		for (const items of emissions) {
			if (items.length > this.#scenario.maxItems) {
				this.#stage.violated('a poll keeps to its limit', `${items.length} items at once`);
			}
			this.#latest = items.map((item) => this.#note(item));
		}
		checkSecret(this.#stage, 'the emitted items', JSON.stringify(emissions));
	}

	#note({ json }: INodeExecutionData): string {
		const key = String(json.dedupeKey);
		this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
		return key;
	}

	check(): void {
		const items = new Map(this.#scenario.deliverables().map((one) => [one.key, one]));
		const expected = new Map<string, number>();
		for (const one of items.values()) if (this.#isDue(one, 'must')) expected.set(one.key, 1);
		const { missing, surplus } = difference(this.#counts, expected);
		if (missing.length > 0) {
			this.#stage.violated(
				'finished items are delivered',
				`missing: ${some(missing.map((id) => this.#shown(items.get(id))))}`,
			);
		}
		const allowed = (id: string) => this.#repeatable.has(id) || this.#isDue(items.get(id), 'may');
		const doubled = [...this.#counts].filter(
			([id, times]) => times > 1 && !this.#repeatable.has(id),
		);
		if (doubled.length > 0) {
			this.#stage.violated(
				'finished items are delivered once',
				`${some(doubled.map(([id, times]) => `${id} ${times} times`))}`,
			);
		}
		const strange = surplus.filter((id) => !allowed(id));
		if (strange.length > 0) {
			this.#stage.violated(
				'nothing else is delivered',
				some(strange.map((id) => this.#shown(items.get(id)))),
			);
		}
	}

	#isDue(one: Deliverable | undefined, bound: 'must' | 'may'): boolean {
		return one !== undefined && one.isWanted && one.atMs >= this.#from(bound);
	}

	#shown(one: Deliverable | undefined): string {
		if (one === undefined) return 'an unknown item';
		return `${one.key} at ${new Date(one.atMs).toISOString()} ${one.text}`;
	}
}
