import { createTrigger } from '../../../../engine/trigger.mts';
import { credentialsFor, nodeFor } from '../../nodeParameters.mts';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';

const MAX_POLLS = 1_000;

/** Polls as n8n does, tick after tick without the pauses between them, until nothing more comes. */
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
