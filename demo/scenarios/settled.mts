import type { Emulator } from '../../emulator/createEmulator.mts';
import { waitUntil } from '../n8n/waitUntil.mts';
import type { Collector } from './workflowRuns.mts';

const PATIENCE_MS = 180_000;
const POLLS_MS = 60_000;

/**
 * Reads until `isComplete`, then for two more polls: after them, anything that a poll may deliver a
 * second time has been delivered.
 */
export async function readUntilSettled(
	collector: Collector,
	{ log }: Emulator,
	polledRoute: string,
	isComplete: () => boolean,
): Promise<void> {
	await waitUntil(
		'the trigger to deliver every answer',
		async () => {
			await collector.read();
			return isComplete();
		},
		PATIENCE_MS,
		1_000,
	);
	const before = log.count(polledRoute);
	await waitUntil(
		'two more polls',
		async () => log.count(polledRoute) >= before + 2,
		POLLS_MS,
		500,
	);
	await collector.read();
}
