import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutlasted, isTransient, outcomeOf } from '../service/failures';
import type { Clock } from './clock';
import { inParallel } from './parallel';

/** After this many failures the service may be down: the rest of a round is left to the next one. */
const MOST_FAILURES = 8;

interface RoundsOptions<State> {
	clock: Clock;
	/** How long the service may fail to report on an object before the object is given up. */
	longestInterruptionMs: number;
	lookAt: (id: string) => Promise<State>;
	onRead: (id: string, state: State) => void;
	/** Called for an object that is given up; throws to give up on all. */
	onFailure: (id: string, failure: TolokaFailure) => void;
}

/** Polls many objects, round after round; one that cannot be read does not affect the others. */
export class Rounds<State> {
	private readonly interruptions = new Map<string, { since: number; failure: TolokaFailure }>();
	/** How long the service asked to wait, in the latest round. */
	askedMs = 0;

	constructor(private readonly options: RoundsOptions<State>) {}

	/** Polls each object once. Returns those that are not given up, first those that were not polled. */
	async lookAtEach(ids: readonly string[]): Promise<string[]> {
		const { lookAt, onRead } = this.options;
		const left: string[] = [];
		const kept: string[] = [];
		const failures: TolokaFailure[] = [];
		await inParallel(ids, async (id) => {
			if (failures.length >= MOST_FAILURES) return void left.push(id);
			const state = await outcomeOf(lookAt(id));
			if (isFailure(state)) {
				if (isOutlasted(state)) failures.push(state);
				if (!this.outlasts(id, state)) return;
			} else {
				this.interruptions.delete(id);
				onRead(id, state);
			}
			kept.push(id);
		});
		this.askedMs = askedToWaitMs(failures);
		return [...left.filter((id) => this.outlasts(id, failures[0])), ...kept];
	}

	/** Why an object could not be read in the latest round. */
	failureOf(id: string): TolokaFailure | undefined {
		return this.interruptions.get(id)?.failure;
	}

	/** Whether an object is polled again after a failure; otherwise it is given up. */
	private outlasts(id: string, failure: TolokaFailure): boolean {
		const { clock, longestInterruptionMs, onFailure } = this.options;
		const now = clock.now();
		const { since } = this.interruptions.get(id) ?? { since: now };
		// The limit does not apply to a used-up quota if the service says when to try again.
		const isLimited = isTransient(failure) || failure.details.worksAgainAt === undefined;
		const isOver = isLimited && now - since >= longestInterruptionMs;
		if (isOutlasted(failure) && !isOver) {
			this.interruptions.set(id, { since, failure });
			return true;
		}
		if (failure.kind === 'canceled') throw failure;
		onFailure(id, failure);
		return false;
	}
}

export function askedToWaitMs(failures: Iterable<TolokaFailure>): number {
	let longest = 0;
	for (const { details } of failures) longest = Math.max(longest, details.waitMs ?? 0);
	return longest;
}
