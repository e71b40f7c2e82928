import type { IDataObject } from 'n8n-workflow';
import { virtualClock } from '../../emulator/clock.mts';
import type { AppProjectInfo } from '../../emulator/inProcess/catalogue.mts';
import type { Emulator } from '../../emulator/createEmulator.mts';
import { createEmulator } from '../../emulator/createEmulator.mts';
import { createJudge } from '../conformance/check.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import { runNode } from './engine.mts';
import { useVirtualTime } from './time.mts';

export interface Emulated {
	emulator: Emulator;
	credentials: IDataObject;
	/** Milliseconds the nodes slept, one entry per sleep, not counting pauses. */
	slept: number[];
	/** How far the clock of n8n's host is ahead of the service's clock. */
	host: { aheadMs: number };
	/** Runs one of the nodes against the emulator. */
	run(type: string, parameters: IDataObject, rest?: Partial<NodeRun>): Promise<NodeResult>;
}

/** Starts an emulator, with nodes that run in its virtual time. */
export async function startEmulated(
	options: Parameters<typeof createEmulator>[0] = {},
): Promise<Emulated & { close(): Promise<void> }> {
	const judge = createJudge();
	const emulator = await createEmulator({
		clock: virtualClock(),
		onReply: judge.onReply,
		...options,
	});
	const time = useVirtualTime(emulator.clock);
	const credentials = credentialsFor(emulator.url, emulator.apiKey);
	return {
		emulator,
		credentials,
		slept: time.slept,
		host: time.host,
		run: async (type, parameters, rest) =>
			await runNode({ credentials, type, parameters, ...rest }),
		close: async () => {
			time.restore();
			await emulator.close();
			judge.verdict();
		},
	};
}

export function credentialsFor(baseUrl: string, token: string): IDataObject {
	return { environment: 'custom', baseUrl, token, authorization: 'automatic' };
}

/** Builds a resource locator that holds an ID. */
export function byId(value: string): IDataObject {
	return { __rl: true, mode: 'id', value };
}

/** Builds rows that the image moderation project accepts. */
export function imageRows(count: number): IDataObject[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `row-${index}`,
		image_url: `https://example.com/${index}.jpg`,
	}));
}

export type { AppProjectInfo };
