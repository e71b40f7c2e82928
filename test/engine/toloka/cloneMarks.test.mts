import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { NodeRun } from '../engine.mts';
import { runFlow } from '../flow.mts';
import { rows, Operating } from '../operating.mts';
import { savedForRetry } from '../retries.mts';

const CLONE = 'POST /pools/{id}/clone';
const PUT = 'PUT /pools/{id}';
const DAY_MS = 24 * 3_600_000;

const operating = new Operating();

const pools = () => operating.emulator.catalogue.pools();
const template = () => operating.emulator.seedData.addPool({ name: 'Photos' }).id;

async function clone(source: string, rest: Partial<NodeRun> = {}, more: IDataObject = {}) {
	const result = await operating.operate('pool:clone', { pool: byId(source), ...more }, [{}], rest);
	return { result, id: rows(result)[0]?.id as string | undefined };
}

/** Runs an execution whose request is refused; returns what its retry knows. */
async function refused(source: string, route: string, executionId = 'mine') {
	const began = operating.emulator.clock.now();
	operating.emulator.faults.add({ kind: 'status', status: 403, match: { route } });
	const { result } = await clone(source, { began, executionId });
	expect(result.error).toBeDefined();
	return { began, executionId: `${executionId} again`, mode: 'retry' as const, result };
}

describe('the clone of another run is not adopted', () => {
	it('by the retry of an execution that had not cloned yet', async () => {
		const source = template();
		const began = operating.emulator.clock.now();
		operating.emulator.clock.advance(DAY_MS);
		const next = await clone(source, { began: operating.emulator.clock.now(), executionId: '2' });
		const retried = await clone(source, { began, executionId: '3', mode: 'retry' });
		expect(retried.result.error).toBeUndefined();
		expect(retried.id).not.toBe(next.id);
		const again = await clone(source, { began, executionId: '4', mode: 'retry' });
		expect(again.id).toBe(retried.id);
	});

	it('by the retry of another node of the same workflow', async () => {
		const source = template();
		const node = (name: string) => ({
			name,
			type: 'n8n-nodes-toloka.toloka',
			parameters: { resource: 'pool', operation: 'clone', pool: byId(source) },
		});
		const flow = {
			credentials: operating.emulated.credentials,
			began: operating.emulator.clock.now(),
			nodes: [node('Label'), node('Verify')],
			wires: [
				['Start', 'Label'],
				['Label', 'Verify'],
			] as Array<[string, string]>,
		};
		const match = { route: CLONE, nth: 2 };
		operating.emulator.faults.add({ kind: 'status', status: 403, match });
		const first = await runFlow(flow);
		const resume = savedForRetry(first.data);
		const again = await runFlow({ ...flow, mode: 'retry', executionId: '2', resume });
		const idOf = (name: string) => again.items(name)[0]?.json.id;
		expect(again.error).toBeUndefined();
		expect(idOf('Label')).toBeDefined();
		expect(idOf('Verify')).not.toBe(idOf('Label'));
	});

	it('by a run whose request was never sent, made within the same second', async () => {
		const source = template();
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs: 0 });
		const other = await clone(source, { executionId: '2' });
		operating.emulator.faults.add({ kind: 'reset-before', match: { route: CLONE } });
		const lost = await clone(source, { executionId: '1' });
		expect(lost.result.error?.description).toContain('unclear whether pool');
		expect(other.id).toBeDefined();
		const resume = savedForRetry(lost.result.data);
		const again = await clone(source, { executionId: '3', mode: 'retry', resume });
		expect(again.id).not.toBe(other.id);
	});

	it.each<[string, (id: string) => void]>([
		['was opened', (id) => operating.emulator.seedData.openPool(id)],
		['has tasks', (id) => operating.emulator.seedData.addTaskSuites(id, { count: 1 })],
		[
			'was opened and closed',
			(id) => {
				operating.emulator.seedData.openPool(id);
				operating.emulator.seedData.closePool(id, 'MANUAL');
			},
		],
	])('although nobody marked it, if it %s', async (_name, touch) => {
		const source = template();
		const { began } = await refused(source, PUT);
		const unmarked = pools().at(-1)!.id;
		touch(unmarked);
		const retried = await clone(source, { began, executionId: '2', mode: 'retry' });
		expect(retried.result.error).toBeUndefined();
		expect(retried.id).not.toBe(unmarked);
	});
});

describe('the clone of the run itself', () => {
	it('is found if n8n was killed before it was marked', async () => {
		const source = template();
		const before = pools().length;
		const { began } = await refused(source, PUT);
		for (const executionId of ['2', '3']) {
			const { id } = await clone(source, { began, executionId, mode: 'retry' });
			expect(id).toBe(pools().at(-1)?.id);
		}
		expect(pools()).toHaveLength(before + 1);
	});

	it('is created again if another run has adopted it before it was marked', async () => {
		const source = template();
		const before = pools().length;
		const { result, ...mine } = await refused(source, PUT);
		const lost = operating.emulator.clock.now() - 60_000;
		const taken = await clone(source, { began: lost, executionId: 'other', mode: 'retry' });
		expect(pools()).toHaveLength(before + 1);
		const again = await clone(source, { ...mine, resume: savedForRetry(result.data) });
		expect(again.result.error).toBeUndefined();
		expect(again.id).not.toBe(taken.id);
		expect(pools()).toHaveLength(before + 2);
	});

	it('keeps the labels that it copied, and is not confused with its source', async () => {
		const metadata = { team: ['maps'] };
		const first = operating.emulator.seedData.addPool({ rest: { metadata } }).id;
		const { id = '' } = await clone(first);
		const began = operating.emulator.clock.now();
		const { result, ...second } = await clone(id, { began, executionId: '2' });
		expect(rows(result)[0].metadata).toEqual({
			...metadata,
			n8n_clone: [expect.stringMatching(new RegExp(`^${second.id}:`))],
		});
		const again = await clone(id, { began, executionId: '3', mode: 'retry' });
		expect(again.id).toBe(second.id);
	});

	it('is left unchanged by a retry, however it was used since', async () => {
		const source = template();
		const began = operating.emulator.clock.now();
		const named = { cloneName: 'Night' };
		const { id = '' } = await clone(source, { began }, named);
		operating.emulator.seedData.addTaskSuites(id, { count: 1 });
		operating.emulator.seedData.openPool(id);
		const retry = { began, executionId: '2', mode: 'retry' } as const;
		const again = await clone(source, retry, { cloneName: 'Later' });
		expect(again.result.error).toBeUndefined();
		expect(rows(again.result)[0]).toMatchObject({ id, status: 'OPEN', private_name: 'Night' });
	});

	it.each(['lost-answer', 'reset-before'] as const)('is marked once after %s', async (kind) => {
		const source = template();
		const before = pools().length;
		operating.emulator.faults.add({ kind, match: { route: PUT } });
		const { result } = await clone(source, {}, { cloneName: 'Night' });
		expect(result.error).toBeUndefined();
		expect(rows(result)[0]).toMatchObject({ private_name: 'Night' });
		expect(operating.emulator.log.count(PUT)).toBe(kind === 'lost-answer' ? 1 : 2);
		expect(pools()).toHaveLength(before + 1);
	});
});

it.each<[string, IDataObject, boolean]>([
	['is good without its mark', {}, true],
	['is told of where it was to be changed', { cloneName: 'Monday' }, false],
])('a clone that the service does not allow to change %s', async (_what, more, isGood) => {
	const source = template();
	operating.emulator.faults.add({ kind: 'status', status: 400, match: { route: PUT } });
	const { result, id } = await clone(source, {}, more);
	expect(id !== undefined).toBe(isGood);
	expect(String(result.error?.description).includes('The clone exists')).toBe(!isGood);
});

it('a clone that has already expired is refused before anything is cloned', async () => {
	const { result } = await clone(template(), {}, { cloneExpires: '2020-01-31T00:00:00Z' });
	expect(result.error?.message).toBe('Expires of item 0 has passed: 2020-01-31T00:00:00Z');
	expect(operating.emulator.log.count(CLONE)).toBe(0);
});
