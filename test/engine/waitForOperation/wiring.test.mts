import { describe, expect, it } from 'vitest';
import { useEmulated } from '../emulatedTest.mts';
import { PACKAGE } from '../engine.mts';
import type { Flow } from '../flow.mts';
import { runFlow } from '../flow.mts';

type Wire = Flow['wires'][number];

const emulated = useEmulated();

describe('the nodes after a suspended wait', () => {
	const LOOP: Wire = ['Wait', 'Wait'];
	const LATER: Wire = ['Wait', 'Next'];
	const runWith = async (...wires: Flow['wires']) =>
		await runFlow({
			credentials: emulated.credentials,
			nodes: [
				{
					name: 'Wait',
					type: `${PACKAGE}.tolokaWaitForOperation`,
					parameters: { mode: 'suspend' },
				},
				{ name: 'Next', type: 'start' },
				{ name: 'Report', type: 'start' },
			],
			wires: [['Start', 'Wait'], ...wires],
			input: [{ id: emulated.emulator.seedData.addOperations({ count: 1, overMs: 3_600_000 })[0] }],
		});
	const refused: Array<[string, Flow['wires'], string, string]> = [
		[
			'no loop, because n8n has connected the next node to Pending',
			[LATER],
			'The output Pending is not connected to the input of this same node',
			'Move the connection to “Next” from Pending to Done, then draw a connection from Pending to the input of this node.',
		],
		[
			'a next node on Pending, and none on Done',
			[LOOP, LATER],
			'The node “Next” is connected to the output Pending, and no node to the output Done',
			'Move the connection to “Next” from Pending to Done.',
		],
	];
	it.each(refused)('%s: ends the run', async (_name, wires, message, advice) => {
		const { error } = await runWith(...wires);
		expect(error?.message).toBe(message);
		expect(error?.description).toContain(advice);
		expect(emulated.emulator.log.entries()).toEqual([]);
	});

	it.each<[string, Wire]>([
		['another one', ['Wait', 'Next', 1]],
		['the same', ['Wait', 'Report', 1]],
	])('a node on Pending may report the progress, if %s is on Done', async (_what, done) => {
		const { status } = await runWith(LOOP, ['Wait', 'Report'], done);
		expect(status).toBe('waiting');
	});
});
