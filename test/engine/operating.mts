import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Emulator } from '../../emulator/createEmulator.mts';
import type { Emulated } from './emulated.mts';
import { startEmulated } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';

/** The node Toloka and an emulator of its own. */
export interface Operating {
	emulated: Emulated;
	emulator: Emulator;
	/** Runs one operation, named as `pool:open`. */
	operate(
		operation: string,
		parameters: IDataObject,
		input?: IDataObject[],
		rest?: Partial<NodeRun>,
	): Promise<NodeResult>;
}

export function useOperating(): Operating {
	const operating = {
		operate: async (name, parameters, input = [{}], rest = {}) => {
			const [resource, operation] = name.split(':');
			return await operating.emulated.run(
				'toloka',
				{ resource, operation, ...parameters },
				{ input, ...rest },
			);
		},
	} as Operating;
	beforeAll(async () => {
		operating.emulated = await startEmulated();
		operating.emulator = operating.emulated.emulator;
	});
	afterAll(async () => await operating.emulated.close());
	beforeEach(() => {
		operating.emulator.reset();
		operating.emulated.slept.length = 0;
	});
	return operating;
}

/** What came out, without the pairing. */
export function rows({ outputs }: NodeResult): IDataObject[] {
	return (outputs[0] ?? []).map(({ json }) => json);
}

export const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
export const CONTINUE = { onError: 'continueRegularOutput' } as const;
