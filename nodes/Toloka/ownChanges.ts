import type { IExecuteFunctions } from 'n8n-workflow';
import { isToolCall, runName } from '../shared/n8n/execution/execution';
import { forget, recall, remember } from '../shared/n8n/execution/nodeMemory';
import { isFailure, mayBeCarriedOut, outcomeOf } from '../shared/toloka/service/failures';

const NAME = 'tolokaChanges';

interface Kept {
	of: string;
	ids: string[];
}

/**
 * The pools, batches or assignments that this run has changed. Only the last try of a run is
 * output: it finds changed already what an earlier try has changed, and must not say that there was
 * nothing to do.
 */
export class OwnChanges {
	private readonly of: string;
	private readonly ids: Set<string>;

	/** @param what names the operation and the environment: a retry may have others. */
	constructor(
		private readonly context: IExecuteFunctions,
		what: string,
	) {
		this.of = `${runName(context)} ${what}`;
		const kept = recall<Kept>(context, NAME);
		this.ids = new Set(kept?.of === this.of ? kept.ids : []);
	}

	/**
	 * Waits for a change, and notes it if it was made. One whose end is unknown is noted, too: if the
	 * next try finds it made, it was this run's own request that made it.
	 */
	async made<Outcome>(
		id: string,
		change: Promise<Outcome>,
		isMade: (outcome: Outcome) => boolean,
	): Promise<Outcome> {
		const outcome = await outcomeOf(change);
		if (isFailure(outcome)) {
			const hasUnknownEnd = mayBeCarriedOut(outcome) || outcome.kind === 'not-finished';
			if (hasUnknownEnd) this.ids.add(id);
			throw outcome;
		}
		if (isMade(outcome)) this.ids.add(id);
		return outcome;
	}

	has(id: string): boolean {
		return this.ids.has(id);
	}

	/** Keeps them for another try; each call of a tool is reported by itself. */
	keep(): void {
		if (this.ids.size === 0 || isToolCall(this.context)) return;
		remember<Kept>(this.context, NAME, { of: this.of, ids: [...this.ids] });
	}

	forget(): void {
		forget(this.context, NAME);
	}
}
