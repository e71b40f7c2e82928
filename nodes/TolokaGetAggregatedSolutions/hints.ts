import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs';

/** What a run found that the solutions themselves do not show; told beside the output. */
export class Findings {
	#limits = new Set<number>();
	#missingTasks = 0;

	/** There are more solutions than the limit let through. */
	limitReached(limit: number): void {
		this.#limits.add(limit);
	}

	/** Tasks that solutions belong to, but that no longer exist. */
	tasksMissing(count: number): void {
		this.#missingTasks += count;
	}

	tell(context: IExecuteFunctions): void {
		for (const limit of this.#limits) {
			addHint(
				context,
				`There are more solutions than the limit of ${limit}. Turn on Return All, or raise Limit.`,
			);
		}
		if (this.#missingTasks > 0) {
			const whose =
				this.#missingTasks === 1
					? 'One solution belongs'
					: `${this.#missingTasks} solutions belong`;
			addHint(context, `${whose} to a task that no longer exists: input_values is empty there.`);
		}
	}
}
