import type { Demo } from '../setUp.mts';
import { readUntilSettled } from './settled.mts';
import { Collector, runWorkflow, valuesOf } from './workflowRuns.mts';

const TRIGGER = 'Toloka Poll Finished Items Trigger';
const ITEM_LIST = 'GET /app-projects/{id}/items';

export interface StreamSummary {
	pushed: number;
	received: number;
	lost: number;
	doubled: number;
}

/** Scenario A: rows are pushed as items, and the trigger delivers the answers. */
export async function runStream({ client, workflows, emulator }: Demo): Promise<StreamSummary> {
	const pushed = await runWorkflow(client, workflows.push.id);
	const ids = valuesOf(pushed, 'Toloka Push Items');
	const collector = new Collector(client, workflows.receive.id, { [TRIGGER]: 'id' });
	const distinct = () => new Set(collector.of(TRIGGER));
	await readUntilSettled(collector, emulator, ITEM_LIST, () => distinct().size >= ids.length);
	const received = distinct();
	return {
		pushed: ids.length,
		received: received.size,
		lost: ids.filter((id) => !received.has(id)).length,
		doubled: collector.of(TRIGGER).length - received.size,
	};
}
