import { parse, stringify } from 'flatted';
import type { IRunExecutionData } from 'n8n-workflow';
import type { Emulated } from './emulated.mts';
import type { NodeResult } from './engine.mts';

/** Returns the execution as n8n saves and restores it. */
export function saved(data: IRunExecutionData): IRunExecutionData {
	const copy = parse(stringify(data)) as IRunExecutionData;
	return { ...copy, waitTill: new Date(copy.waitTill as unknown as string) };
}

export interface Cycle {
	result: NodeResult;
	/** How long each suspension lasted. */
	pauses: number[];
}

/** Runs an execution to its end, resuming it from each suspension as late as n8n does. */
export async function runToTheEnd(
	{ emulator: { clock } }: Emulated,
	run: (resume?: IRunExecutionData) => Promise<NodeResult>,
): Promise<Cycle> {
	let result = await run();
	const pauses: number[] = [];
	while (result.status === 'waiting') {
		if (result.waitTill === undefined) throw new Error('it waits without an end');
		pauses.push(result.waitTill.getTime() - clock.now());
		clock.set(result.waitTill.getTime());
		result = await run(saved(result.data));
	}
	return { result, pauses };
}
