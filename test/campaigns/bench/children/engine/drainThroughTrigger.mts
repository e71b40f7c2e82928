import { createTrigger } from '../../../../engine/trigger.mts';
import { credentialsFor, nodeFor } from '../../nodeParameters.mts';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';

const MAX_POLLS = 1_000;

/** Polls like n8n, but without the pauses between ticks, until nothing more arrives. */
export async function drainThroughTrigger(task: Task): Promise<Outcome> {
	const trigger = createTrigger({ credentials: credentialsFor(task), ...nodeFor(task) });
	const { seconds } = await timed(async () => {
		for (let polls = 0, before = -1; polls < MAX_POLLS; polls++) {
			await trigger.tick();
			if (trigger.errors.length > 0) throw trigger.errors[0];
			if (trigger.emissions.length === before) return;
			before = trigger.emissions.length;
		}
	});
	const ids = trigger.items().map(({ id }) => id);
	const distinct = new Set(ids).size;
	const figures = { doubled: ids.length - distinct, polls: trigger.emissions.length + 1 };
	return { seconds, rows: distinct, figures };
}
