import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { CONTINUE, Operating, rows } from '../operating.mts';

/** Requests that Toloka carries out, but no repeat of which gets a response. */

const operating = new Operating();
const PATCH = 'PATCH /assignments/{id}';

const accept = async (ids: string[]) =>
	await operating.operate(
		'assignment:accept',
		{ assignmentId: '={{ $json.id }}' },
		ids.map((id) => ({ id })),
		{ settings: CONTINUE },
	);
const statuses = (pool: string) => operating.truth(pool).map(({ status }) => status);

describe('an assignment', () => {
	it('that was accepted is reported as accepted', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const match = { route: PATCH, path: `/assignments/${ids[1]}$` };
		operating.emulator.faults.add({ kind: 'lost-answer', match, times: 'always' });
		const result = await accept(ids);
		expect(rows(result).map(({ status, existed }) => [status, existed])).toEqual([
			['ACCEPTED', false],
			['ACCEPTED', false],
		]);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});

	describe.each([
		['after a lost response', 'lost-answer', 'while accepting assignment'],
		['after an empty response', 'empty', 'while reading assignment'],
	] as const)('whose verdict cannot be read back %s', (_when, kind, doing) => {
		it('is reported as one that may have been accepted', async () => {
			const { pool, ids } = operating.assignments(1, 'SUBMITTED');
			const { faults } = operating.emulator;
			const lost = { match: { route: PATCH }, times: 'always' } as const;
			faults.add(kind === 'empty' ? { kind, applied: true, ...lost } : { kind, ...lost });
			const match = { route: 'GET /assignments/{id}' };
			faults.add({ kind: 'reset-before', match, times: 'always' });
			const { error } = await operating.operate('assignment:accept', { assignmentId: ids[0] });
			expect(error?.message).toContain(`${doing} ${ids[0]}`);
			expect(error?.description).toContain(
				`Assignment ${ids[0]} may have been accepted. Nothing is reviewed twice.`,
			);
			expect(error?.context?.isInDoubt).toBe(true);
			expect(statuses(pool)).toEqual(['ACCEPTED']);
		});
	});

	it('that no request reached is not', async () => {
		const { pool, ids } = operating.assignments(1, 'SUBMITTED');
		operating.emulator.faults.add({
			kind: 'reset-before',
			match: { route: PATCH },
			times: 'always',
		});
		const [{ error }] = rows(await accept(ids));
		expect(error).toBe(`Toloka did not respond while accepting assignment ${ids[0]}`);
		expect(statuses(pool)).toEqual(['SUBMITTED']);
	});
});

describe.each(['open', 'close'])('a pool to %s', (action) => {
	const isOpening = action === 'open';
	const match = { route: `POST /pools/{id}/${action}` };
	function filledPool() {
		const { seedData } = operating.emulator;
		const { id } = seedData.addPool({ status: isOpening ? 'CLOSED' : 'OPEN' });
		seedData.addTaskSuites(id, { count: 1 });
		return id;
	}

	it.each([0, 5_000])('is reported as changed (%i ms)', async (operationRunMs) => {
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs });
		operating.emulator.faults.add({ kind: 'lost-answer', match, times: 'always' });
		const result = await operating.operate(`pool:${action}`, { pool: byId(filledPool()) });
		expect(result.error).toBeUndefined();
		const status = isOpening ? 'OPEN' : 'CLOSED';
		expect(rows(result)).toEqual([expect.objectContaining({ status, changed: true })]);
	});

	it('is not, if no request reached it', async () => {
		operating.emulator.faults.add({ kind: 'reset-before', match, times: 'always' });
		const pool = filledPool();
		const { error } = await operating.operate(`pool:${action}`, { pool: byId(pool) });
		const doing = isOpening ? 'opening' : 'closing';
		expect(error?.message).toBe(`Toloka did not respond while ${doing} pool ${pool}`);
	});
});
