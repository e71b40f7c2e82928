import type { INodeExecutionData } from 'n8n-workflow';
import type { TruthItem } from '../../../../emulator/apps/truth.mts';
import { checkSecret, contentOf, difference, some } from '../checks.mts';
import type { Stage } from '../stage.mts';
import type { PollScenario } from './pollPlan.mts';

const US_PER_MS = 1000;
/** The service tells its time in whole seconds. */
const DATE_STEP_MS = 1000;

/** What the trigger emitted, compared with what was finished. */
export class Deliveries {
	readonly #stage: Stage;
	readonly #scenario: PollScenario;
	readonly #counts = new Map<string, number>();
	/** Ids that a crash may have made n8n deliver again. */
	readonly #repeatable = new Set<string>();
	#latest: string[] = [];
	#begunAt: number | undefined;
	#activatedAt: number | undefined;
	/** How far the service's clock was ahead of the host's, at several times. */
	readonly #skews: number[] = [];

	constructor(stage: Stage, scenario: PollScenario) {
		this.#stage = stage;
		this.#scenario = scenario;
	}

	/** The trigger is published for the first time. */
	begun(): void {
		this.#begunAt ??= this.#stage.time.now();
		this.#noteSkew();
	}

	/** Publishing it went well. */
	activated(): void {
		this.#activatedAt ??= this.#stage.time.now();
		this.#noteSkew();
	}

	#noteSkew(): void {
		const { time } = this.#stage;
		this.#skews.push(time.service.now() - time.now());
	}

	/** What was finished from here on must or may be delivered, by the service's clock. */
	#from(bound: 'must' | 'may'): number {
		const { startFrom, startMs } = this.#scenario;
		if (startFrom === 'beginning') return 0;
		if (startFrom === 'time') return startMs;
		return bound === 'must'
			? (this.#activatedAt ?? Infinity) + Math.max(...this.#skews)
			: (this.#begunAt ?? Infinity) + Math.min(...this.#skews) - DATE_STEP_MS;
	}

	/** The process died; nothing stored means that its beginning is forgotten too. */
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
		const id = String(json.id);
		this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
		if (json.dedupeKey !== `${this.#scenario.projectId}:${id}`) {
			this.#stage.violated('items carry a stable key', String(json.dedupeKey));
		}
		return id;
	}

	check(): void {
		const { projectId } = this.#scenario;
		const items = new Map(
			this.#stage.emulator.truth.items(projectId).map((item) => [item.id, item]),
		);
		const expected = new Map<string, number>();
		for (const item of items.values()) if (this.#isDue(item, 'must')) expected.set(item.id, 1);
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

	#isDue(item: TruthItem | undefined, bound: 'must' | 'may'): boolean {
		const { statuses, batchId } = this.#scenario;
		if (item === undefined || !item.finished) return false;
		if (!statuses.includes(item.status)) return false;
		if (batchId !== undefined && item.batchId !== batchId) return false;
		return (item.finishedUs ?? 0) >= this.#from(bound) * US_PER_MS;
	}

	#shown(item: TruthItem | undefined): string {
		if (item === undefined) return 'an unknown item';
		const at = new Date((item.finishedUs ?? 0) / US_PER_MS).toISOString();
		return `${item.id} ${item.status} finished ${at} ${contentOf(item.input).slice(0, 40)}`;
	}
}
