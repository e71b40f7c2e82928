import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs';

/** What a run found that the solutions themselves do not show; told beside the output. */
export class Findings {
	#limits = new Set<number>();

	/** There are more solutions than the limit let through. */
	limitReached(limit: number): void {
		this.#limits.add(limit);
	}

	tell(context: IExecuteFunctions): void {
		for (const limit of this.#limits) {
			addHint(
				context,
				`There are more solutions than the limit of ${limit}. Turn on Return All, or raise Limit.`,
			);
		}
	}
}
