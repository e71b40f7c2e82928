import type { SteerableClock } from '../clock.mts';
import { ServiceError } from '../service/errors.mts';
import type { Switches } from './switches.mts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

type Interval = 'MIN' | 'HOUR' | 'DAY';

type CreationKind = 'pools' | 'projects' | 'trainings' | 'clones' | 'skills';

/** One documented limit: at most `max` within the window. */
interface Limit {
	window: SlidingWindow;
	max: number;
	/** Sent as `payload.interval`; the limit of 300 per second has none (toloka-api §4.2). */
	interval: Interval | null;
}

interface QuotaUse {
	name: string;
	used: number;
	max: number;
}

/** The documented quotas (toloka-api §4.1), counted on the emulator's clock. */
export class Quotas {
	readonly #clock: SteerableClock;
	readonly #switches: () => Readonly<Switches>;
	readonly #requests = new SlidingWindow(SECOND);
	readonly #aggregations = aggregateWindows();
	readonly #results = aggregateWindows();
	readonly #tasksPerMinute = new SlidingWindow(MINUTE);
	readonly #tasksPerDay = new SlidingWindow(DAY);
	readonly #creations = new Map<CreationKind, [SlidingWindow, SlidingWindow]>();

	constructor(clock: SteerableClock, switches: () => Readonly<Switches>) {
		this.#clock = clock;
		this.#switches = switches;
	}

	takeRequest(): void {
		const max = this.#switches().requestsPerSecond;
		if (max > 0) {
			this.#take([{ window: this.#requests, max, interval: null }], 1);
		}
	}

	/** 5 per minute, 30 per hour, 200 per day; one counter or two, as the switch says. */
	takeAggregate(what: 'start' | 'results'): void {
		this.#take(this.#aggregateLimits(what), 1);
	}

	/** Counts tasks, the strictest reading of the limit (toloka-api §12, row 21). */
	takeTasks(tasks: number): void {
		const { tasksPerMinute, tasksPerDay } = this.#switches();
		const limits: Limit[] = [
			{ window: this.#tasksPerMinute, max: tasksPerMinute, interval: 'MIN' },
			{ window: this.#tasksPerDay, max: tasksPerDay, interval: 'DAY' },
		];
		this.#take(limits, tasks);
	}

	takeCreation(kind: CreationKind): void {
		const { creationsPerMinute, creationsPerDay } = this.#switches();
		const known = this.#creations.get(kind);
		const [minute, day] = known ?? [new SlidingWindow(MINUTE), new SlidingWindow(DAY)];
		this.#creations.set(kind, [minute, day]);
		const limits: Limit[] = [
			{ window: minute, max: creationsPerMinute, interval: 'MIN' },
			{ window: day, max: creationsPerDay, interval: 'DAY' },
		];
		this.#take(limits, 1);
	}

	use(): QuotaUse[] {
		const now = this.#clock.now();
		const switches = this.#switches();
		const named: Array<[string, SlidingWindow, number]> = [
			['requests per second', this.#requests, switches.requestsPerSecond],
			['tasks per minute', this.#tasksPerMinute, switches.tasksPerMinute],
			['tasks per day', this.#tasksPerDay, switches.tasksPerDay],
			...this.#namedAggregates(),
		];
		return named.map(([name, window, max]) => ({ name, used: window.used(now), max }));
	}

	#namedAggregates(): Array<[string, SlidingWindow, number]> {
		const intervals = ['minute', 'hour', 'day'];
		const named = (
			what: 'start' | 'results',
			name: string,
		): Array<[string, SlidingWindow, number]> =>
			this.#aggregateLimits(what).map(({ window, max }, index) => [
				`${name} per ${intervals[index]}`,
				window,
				max,
			]);
		return this.#switches().aggregateQuotaShared
			? named('results', 'aggregation requests')
			: [...named('start', 'aggregations'), ...named('results', 'solution pages')];
	}

	#aggregateLimits(what: 'start' | 'results'): Limit[] {
		const switches = this.#switches();
		const separate = what === 'start' && !switches.aggregateQuotaShared;
		const [minute, hour, day] = separate ? this.#aggregations : this.#results;
		return [
			{ window: minute, max: switches.aggregatePerMinute, interval: 'MIN' },
			{ window: hour, max: switches.aggregatePerHour, interval: 'HOUR' },
			{ window: day, max: switches.aggregatePerDay, interval: 'DAY' },
		];
	}

	/** Reports the longest exhausted interval; a refused request is not counted. */
	#take(limits: readonly Limit[], amount: number): void {
		const switches = this.#switches();
		if (!switches.quotas) {
			return;
		}
		const now = this.#clock.now();
		const exhausted = limits.findLast(({ window, max }) => window.used(now) + amount > max);
		if (exhausted !== undefined) {
			throw tooManyRequests(exhausted, now, switches);
		}
		for (const { window } of limits) {
			window.add(now, amount);
		}
	}
}

class SlidingWindow {
	readonly #lengthMs: number;
	#entries: Array<{ at: number; amount: number }> = [];
	#used = 0;

	constructor(lengthMs: number) {
		this.#lengthMs = lengthMs;
	}

	used(now: number): number {
		const from = now - this.#lengthMs;
		const gone = this.#entries.findIndex(({ at }) => at > from);
		const dropped = this.#entries.splice(0, gone === -1 ? this.#entries.length : gone);
		for (const { amount } of dropped) {
			this.#used -= amount;
		}
		return this.#used;
	}

	add(now: number, amount: number): void {
		this.#entries.push({ at: now, amount });
		this.#used += amount;
	}

	/** Whole seconds until the oldest entry leaves the window. */
	secondsUntilRoom(now: number): number {
		const oldest = this.#entries[0]?.at ?? now;
		return Math.max(1, Math.ceil((oldest + this.#lengthMs - now) / SECOND));
	}
}

type AggregateWindows = readonly [SlidingWindow, SlidingWindow, SlidingWindow];

function aggregateWindows(): AggregateWindows {
	return [new SlidingWindow(MINUTE), new SlidingWindow(HOUR), new SlidingWindow(DAY)];
}

function tooManyRequests(limit: Limit, now: number, switches: Readonly<Switches>): ServiceError {
	const told = switches.quotaInterval && limit.interval !== null;
	const payload = told ? { interval: limit.interval } : undefined;
	const headers: Record<string, string> = switches.quotaRetryAfter
		? { 'retry-after': String(limit.window.secondsUntilRoom(now)) }
		: {};
	return new ServiceError(429, 'TOO_MANY_REQUESTS', 'Too many requests', payload, headers);
}
