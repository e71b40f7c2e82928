import type { Emulated } from './emulated.mts';

/** Starts an asynchronous creation with one suite per task input; returns the operation's ID. */
export async function startSuites(
	{ emulator }: Emulated,
	inputs: ReadonlyArray<Record<string, unknown>>,
): Promise<string> {
	const pool = emulator.catalogue.pool();
	const suites = inputs.map((input, index) => ({
		pool_id: pool.id,
		overlap: 1,
		tasks: [{ input_values: input }],
		__item_idx: String(index),
	}));
	const answer = await fetch(`${emulator.url}/api/v1/task-suites?async_mode=true`, {
		method: 'POST',
		headers: {
			Authorization: `ApiKey ${emulator.apiKey}`,
			'Content-Type': 'application/json',
		},
		body: JSON.stringify(suites),
	});
	const { id } = (await answer.json()) as { id: string };
	emulator.log.clear();
	return id;
}
