import { expect, it } from 'vitest';
import type { SuiteJson } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import type { PlacedRow } from '../../../nodes/shared/toloka/suites/earlier/manualSuites.ts';
import {
	frameText,
	suitesAsBefore,
	suitesOfManualRuns,
} from '../../../nodes/shared/toloka/suites/earlier/manualSuites.ts';

/** Rows stay in the suites that earlier manual runs of the node put them into. */

const FRAME = { pool_id: '1', overlap: 3 };
const taskOf = (image: string): SuiteJson => ({ input_values: { image } });

let pauses = 0;
const sleep = async () => void pauses++;
const PAUSES = { clock: { now: () => 0, sleep }, stretchMs: 0 };

/** Returns the suites that exist. */
async function found(
	images: string[],
	created: string[][],
	tasksPerSuite: number | ((image: string) => number),
) {
	const entries = created.map((suite) => ({
		...{ type: '', success: true, output: {} },
		input: { ...FRAME, tasks: suite.map(taskOf) },
	}));
	const operation = { id: '', type: '', status: 'SUCCESS' };
	const suites = await suitesOfManualRuns([{ operation, created: entries }], PAUSES);
	const rows = images.map((image, item): PlacedRow => ({
		...{ item, frame: frameText(FRAME), task: taskOf(image) },
		tasksPerSuite: typeof tasksPerSuite === 'number' ? tasksPerSuite : tasksPerSuite(image),
	}));
	pauses = 0;
	return await suitesAsBefore(rows, suites, PAUSES);
}

/** Returns the items of these suites. */
async function items(...args: Parameters<typeof found>) {
	const suites = await found(...args);
	return suites.map((suite) => suite.items);
}

it('takes the rows of a suite, each once, first for suites whose rows are all there', async () => {
	const created = [
		['a', 'b', 'gone'],
		['b', 'b', 'c'],
		['d', 'gone', 'a'],
	];
	expect(await items(['a', 'b', 'c', 'b', 'b', 'a'], created, 3)).toEqual([[1, 3, 2], [0, 4], [5]]);
	expect((await found(['a', 'b', 'c'], created, 3)).map(({ whole }) => whole?.tasks)).toEqual(
		created.slice(0, 2).map((suite) => suite.map(taskOf)),
	);
});

it('leaves out suites of another size, unless the items have several sizes', async () => {
	const created = [['a', 'b', 'c'], ['d', 'e'], ['f', 'g'], ['h']];
	const images = [...'abcdefgh'];
	expect(await items(images, created, 3)).toEqual([]);
	expect(await items(images, created, 2)).toEqual([]);
	const sizeOf = (image: string) => (image > 'c' && image < 'h' ? 2 : 3);
	expect(await items(images, created, sizeOf)).toEqual([[0, 1, 2], [3, 4], [5, 6], [7]]);
	expect(await items(images.slice(1), created, sizeOf)).toEqual([[2, 3], [4, 5], [6], [0, 1]]);
});

it('lets n8n do other work between rows and between suites', async () => {
	const equal = (count: number) => Array.from({ length: count }, () => 'equal');
	const created = Array.from({ length: 50 }, () => [...equal(2), 'gone']);
	expect(await found(equal(100), created, 3)).toHaveLength(50);
	expect(pauses).toBeGreaterThanOrEqual(200);
});

it('accepts rows each of which has Tasks per Suite of its own, however many they are', async () => {
	const rows = Array.from({ length: 130_000 }, (_, index) => String(index + 1));
	expect(await items(rows, [['1']], Number)).toEqual([[0]]);
});
