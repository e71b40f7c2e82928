import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { log } from '../engine.mts';
import { POST, expectOnce, manual, pictures, twoRequests, Creating } from '../creating.mts';

const creating = new Creating();
const FIRST = { executionId: '7', began: 1_000 };

/** n8n offers no retry of a canceled execution, so the advice must not ask for one. */
describe('a canceled execution', () => {
	/** Makes the nth request of the route hang; resolves when it has arrived. */
	function canceledAt(route: string, nth: number, applied = true): Promise<void> {
		const { emulator } = creating;
		emulator.faults.add({ kind: 'hang', applied, match: { route, nth } });
		return new Promise<void>((resolve) => {
			const look = () => (emulator.log.count(route) >= nth ? resolve() : void setImmediate(look));
			look();
		});
	}

	it('names what was started, and says not to run it again', async () => {
		const rows = twoRequests();
		creating.emulator.switches.set({ operationRunMs: 3_600_000 });
		const cancelAfter = canceledAt('GET /operations/{id}', 1);
		const { status, error } = await creating.create(rows, {}, { ...FIRST, cancelAfter });
		expect(status).toBe('canceled');
		const ids = creating.emulator.truth.operations().map(({ id }) => id);
		expect([...(error?.context?.ids as string[])].sort()).toEqual(ids.sort());
		expect(error?.description).toContain('All items were sent: do not run the workflow again');
		const told = {
			level: 'warn',
			message: `Execution 7: ${error?.message}. ${error?.description}`,
		};
		expect(log).toContainEqual(told);
		creating.emulator.clock.advance(2 * 3_600_000);
		expectOnce(rows, creating.suites());
	});

	it('creates the remaining items when it is run again with them, as advised', async () => {
		const rows = twoRequests();
		// A blank Operation ID is none.
		const sync = { delivery: 'sync', options: { operationId: ' ' } };
		const cancelAfter = canceledAt(POST, 1);
		const { error } = await creating.create(rows, sync, { ...FIRST, cancelAfter });
		expect(error?.description).toContain('It is unclear whether the task suites of items 0 to ');
		expect(error?.description).not.toMatch(/retry/i);
		const [, others = ''] = /with these items only: (.+)\./.exec(`${error?.description}`) ?? [];
		creating.emulator.faults.clear();
		await creating.create(rowsOf(rows, others), sync, { executionId: '9', began: 2_000 });
		expectOnce(rows, creating.suites());
	});

	it.each([true, false])(
		'leaves open whether a request without a response was carried out: %s',
		async (isCarriedOut) => {
			const rows = twoRequests();
			const cancelAfter = canceledAt(POST, 2, isCarriedOut);
			const { error } = await creating.create(rows, {}, { ...FIRST, cancelAfter });
			const started = creating.emulator.truth.operations().map(({ id }) => id);
			expect(started).toEqual(expect.arrayContaining((error?.context?.ids as string[]) ?? []));
			const [, unclear = ''] =
				/task suites of items (.+) were created: look for them in the pool, and run the workflow again for those that are missing there/.exec(
					`${error?.description}`,
				) ?? [];
			creating.emulator.faults.clear();
			creating.emulator.clock.advance(60_000);
			const there = new Set(
				creating.suites().flatMap(({ tasks }) => tasks.map(({ input }) => input.image)),
			);
			const missing = rowsOf(rows, unclear).filter(({ image }) => !there.has(String(image)));
			expect(missing.length > 0).toBe(!isCarriedOut);
			await creating.create(missing, {}, { executionId: '9', began: 2_000 });
			creating.emulator.clock.advance(60_000);
			expectOnce(rows, creating.suites());
		},
	);

	it('leaves nothing open if the request was repeated after a refusal', async () => {
		const rows = pictures(6);
		const { emulator } = creating;
		emulator.switches.set({ operationRunMs: 3_600_000 });
		const payload = { '2.tasks.0': { code: 'BAD', message: 'bad' } };
		const body = { code: 'VALIDATION_ERROR', message: 'Validation failed', payload };
		emulator.faults.add({ kind: 'status', status: 400, body, match: { route: POST, nth: 1 } });
		const cancelAfter = canceledAt('GET /operations/{id}', 2);
		const parameters = { invalidItems: 'createValid' };
		const { error } = await creating.create(rows, parameters, { ...FIRST, cancelAfter });
		expect(emulator.truth.operations()).toHaveLength(1);
		expect(error?.description).toContain('the task suites of item 2 were created: look');
		expect(error?.description).toContain('All other items were sent: do not run');
	});

	it.each<[string, IDataObject, object]>([
		['with a key', { options: { operationId: 'order 4' } }, {}],
		['in a manual run', {}, { mode: 'manual' }],
	])('may be run again %s', async (_how, parameters, mode) => {
		const rows = pictures(3);
		creating.emulator.switches.set({ operationRunMs: 60_000 });
		const cancelAfter = canceledAt('GET /operations/{id}', parameters.options ? 2 : 1);
		const first = await creating.create(rows, parameters, { ...FIRST, ...mode, cancelAfter });
		expect(first.status).toBe('canceled');
		creating.emulator.faults.clear();
		const again = { executionId: '9', began: 2_000, ...mode };
		const second = await creating.create(rows, parameters, again);
		expect(second.error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});
});

it('a manual run that waits for another one can be canceled, and those after it still wait', async () => {
	const { emulator } = creating;
	emulator.faults.add({ kind: 'hang', match: { route: POST } });
	const hangs = new Promise<void>((resolve) => {
		const look = () => (creating.posts() > 0 ? resolve() : void setImmediate(look));
		look();
	});
	let cancelFirst = (): void => undefined;
	const cancelAfter = new Promise<void>((resolve) => void (cancelFirst = resolve));
	const first = creating.create(pictures(3), {}, { ...manual(), cancelAfter });
	const second = creating.create(pictures(4), {}, { ...manual(), cancelAfter: hangs });
	const third = creating.create(pictures(5), {}, manual());
	expect((await second).status).toBe('canceled');
	expect(creating.posts()).toBe(1);
	cancelFirst();
	expect((await first).status).toBe('canceled');
	emulator.faults.clear();
	expect((await third).error).toBeUndefined();
	expectOnce(pictures(5), creating.suites());
});

/** Returns the rows that a message names, such as `0 to 3, 7`. */
function rowsOf(rows: IDataObject[], ranges: string): IDataObject[] {
	return ranges.split(', ').flatMap((range) => {
		const [first, last = first] = range.split(' to ').map(Number);
		return rows.slice(first, last + 1);
	});
}
