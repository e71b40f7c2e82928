import { expect, it } from 'vitest';
import type { SuiteJson } from '../../../nodes/shared/toloka/suites/kinds.ts';
import type { PlacedRow } from '../../../nodes/shared/toloka/suites/manualSuites.ts';
import {
	frameText,
	suitesAsBefore,
	suitesOfManualRuns,
} from '../../../nodes/shared/toloka/suites/manualSuites.ts';

/** Rows stay in the suites that earlier manual runs of the node put them into. */

const FRAME = { pool_id: '1', overlap: 3 };
const taskOf = (image: string): SuiteJson => ({ input_values: { image } });

let pauses = 0;
const sleep = async () => void pauses++;
const PAUSES = { clock: { now: () => 0, sleep }, stretchMs: 0 };

/** Returns the items of the suites that exist. */
async function found(images: string[], created: string[][], tasksPerSuite: number) {
	const entries = created.map((suite) => ({
		...{ type: '', success: true, output: {} },
		input: { ...FRAME, tasks: suite.map(taskOf) },
	}));
	const operation = { id: '', type: '', status: 'SUCCESS' };
	const suites = await suitesOfManualRuns([{ operation, created: entries }], PAUSES);
	const rows = images.map((image, item): PlacedRow => ({
		...{ item, frame: frameText(FRAME), task: taskOf(image), tasksPerSuite },
	}));
	pauses = 0;
	return await suitesAsBefore(rows, suites, PAUSES);
}

it('takes the rows of a suite, all or none, each once', async () => {
	const created = [
		['a', 'b', 'gone'],
		['b', 'b', 'c'],
	];
	expect(await found(['a', 'b', 'c', 'b', 'b'], created, 3)).toEqual([[1, 3, 2]]);
	expect(await found(['a', 'b', 'c'], created, 3)).toEqual([]);
});

it('lets n8n do other work between rows and between suites', async () => {
	const equal = (count: number) => Array.from({ length: count }, () => 'equal');
	const created = Array.from({ length: 50 }, () => [...equal(2), 'gone']);
	expect(await found(equal(100), created, 3)).toEqual([]);
	expect(pauses).toBeGreaterThanOrEqual(150);
});
