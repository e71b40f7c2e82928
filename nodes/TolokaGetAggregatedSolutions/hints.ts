import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs/outputs';

/** Collects what the solutions themselves do not show, and adds it to the output as hints. */
export class Findings {
	private limits = new Set<number>();
	private withoutSolutions = new Set<string>();
	private missingTasks = 0;
	private tasksWithoutMajority = 0;
	private openPools = new Set<string>();

	limitReached(limit: number): void {
		this.limits.add(limit);
	}

	/** An operation without solutions, or without any within the bounds. */
	nothing(operationId: string): void {
		this.withoutSolutions.add(operationId);
	}

	/** Solutions whose tasks no longer exist. */
	tasksMissing(count: number): void {
		this.missingTasks += count;
	}

	/** A task for which a vote found no winner. */
	withoutMajority(): void {
		this.tasksWithoutMajority++;
	}

	poolIsOpen(poolId: string): void {
		this.openPools.add(poolId);
	}

	tell(context: IExecuteFunctions): void {
		for (const hint of this.hints()) addHint(context, hint);
	}

	private *hints(): Generator<string> {
		for (const limit of this.limits) {
			yield `There are more solutions than the limit of ${limit}. Turn on Return All, or raise Limit.`;
		}
		for (const operation of this.withoutSolutions) {
			yield `Operation ${operation} has no such solutions. Toloka aggregates only accepted answers: if you review them yourself, accept them before the aggregation.`;
		}
		for (const pool of this.openPools) {
			yield `Pool ${pool} is still open: answers that come later are not included. To wait for all of them put Toloka Wait for Operation (Wait For: Pool) before this node.`;
		}
		if (this.missingTasks > 0) {
			const whose = counted(this.missingTasks, 'solution belongs', 'solutions belong');
			yield `${whose} to a task that no longer exists: input_values is empty there.`;
		}
		if (this.tasksWithoutMajority > 0) {
			const which = counted(this.tasksWithoutMajority, 'task has', 'tasks have');
			yield `${which} no majority (tied, or fewer equal answers than Minimum Votes): the value is empty there.`;
		}
	}
}

function counted(count: number, one: string, many: string): string {
	return count === 1 ? `One ${one}` : `${count} ${many}`;
}
