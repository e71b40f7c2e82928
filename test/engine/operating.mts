import type { IDataObject } from 'n8n-workflow';
import { EmulatedTest } from './emulatedTest.mts';
import type { NodeResult, NodeRun } from './engine.mts';

/** The Toloka node. */
export class Operating extends EmulatedTest {
	/** Runs one operation, named for example `pool:open`. */
	async operate(
		name: string,
		parameters: IDataObject,
		input: IDataObject[] = [{}],
		rest: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		const [resource, operation] = name.split(':');
		return await this.emulated.run(
			'toloka',
			{ resource, operation, ...parameters },
			{ input, ...rest },
		);
	}

	/** Adds assignments in a new pool; returns the pool and their IDs. */
	assignments(count: number, status: 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'ACTIVE') {
		const { seedData } = this.emulator;
		const pool = seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
		return { pool, ids: seedData.addAssignments(pool, { count, status }) };
	}

	truth(pool: string) {
		return this.emulator.truth.assignments(pool);
	}
}

/** Returns the output without the pairing. */
export function rows({ outputs }: NodeResult): IDataObject[] {
	return (outputs[0] ?? []).map(({ json }) => json);
}

export const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
export const CONTINUE = { onError: 'continueRegularOutput' } as const;
