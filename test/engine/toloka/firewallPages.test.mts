import { describe, expect, it } from 'vitest';
import { byId, imageRows } from '../emulated.mts';
import { CONTINUE, Operating, RETRY, rows } from '../operating.mts';

/** Pages of a firewall in place of the response; Toloka may have carried out the request. */

const operating = new Operating();

const location = 'https://firewall.example/blocked';

describe.each([
	[403, '{"error":"blocked"}', /^Access was denied while /, 'Check the token and the environment'],
	[
		403,
		'<html>Blocked</html>',
		/^A proxy or another server, not Toloka, refused the request \(status 403\) while /,
		'Ask your network administrator',
	],
	[
		302,
		'<html>Blocked</html>',
		/^The address in the credential redirects to https:\/\/firewall\.example \(while /,
		'enter it as the base URL',
	],
])('status %i, %s', (status, body, REFUSED, ADVICE) => {
	function blocked(route: string, { applied }: { applied: boolean }): void {
		const fault = { kind: 'status', status, headers: { location }, match: { route } } as const;
		operating.emulator.faults.add({ ...fault, body, applied });
	}

	describe('an assignment', () => {
		const PATCH = 'PATCH /assignments/{id}';
		const accept = async (assignmentId: string) =>
			await operating.operate('assignment:accept', { assignmentId }, [{}], { settings: CONTINUE });

		it('that was accepted is reported as accepted', async () => {
			const { ids } = operating.assignments(1, 'SUBMITTED');
			blocked(PATCH, { applied: true });
			const result = await accept(ids[0]);
			expect(rows(result)).toEqual([
				expect.objectContaining({ status: 'ACCEPTED', existed: false }),
			]);
		});

		it('that was not is reported as refused', async () => {
			const { pool, ids } = operating.assignments(1, 'SUBMITTED');
			blocked(PATCH, { applied: false });
			expect(rows(await accept(ids[0]))[0].error).toMatch(REFUSED);
			expect(operating.truth(pool)[0].status).toBe('SUBMITTED');
		});
	});

	describe.each([
		['open', 'CLOSED', 'OPEN'],
		['close', 'OPEN', 'CLOSED'],
	] as const)('a pool to %s', (action, from, wanted) => {
		const route = `POST /pools/{id}/${action}`;
		function filledPool(): string {
			const { seedData } = operating.emulator;
			const { id } = seedData.addPool({ status: from });
			seedData.addTaskSuites(id, { count: 1 });
			return id;
		}
		const change = async (pool: string) =>
			await operating.operate(`pool:${action}`, { pool: byId(pool) });

		it('that was changed is reported as changed', async () => {
			blocked(route, { applied: true });
			const result = await change(filledPool());
			expect(result.error).toBeUndefined();
			expect(rows(result)).toEqual([expect.objectContaining({ status: wanted, changed: true })]);
		});

		it('that was not is reported as refused', async () => {
			const pool = filledPool();
			blocked(route, { applied: false });
			expect((await change(pool)).error?.message).toMatch(REFUSED);
			expect(rows(await change(pool))).toEqual([
				expect.objectContaining({ status: wanted, changed: true }),
			]);
		});
	});

	describe('a batch', () => {
		const route = 'POST /app-projects/{id}/batches/{batchId}/start';
		async function start() {
			const { id: project } = operating.emulator.seedData.addAppProject({ name: 'Photos' });
			const push = { project: byId(project), destination: 'newBatch', startBatch: false };
			await operating.emulated.run('tolokaPushItems', push, { input: imageRows(2) });
			const [{ id: batch }] = operating.emulator.truth.batches(project);
			const parameters = { project: byId(project), batch: byId(batch) };
			return await operating.operate('batch:start', parameters, [{}], { settings: CONTINUE });
		}

		it('that was started is reported as started', async () => {
			blocked(route, { applied: true });
			expect(rows(await start())).toEqual([expect.objectContaining({ changed: true })]);
		});

		it('that was not is reported as refused', async () => {
			blocked(route, { applied: false });
			expect(rows(await start())[0].error).toMatch(REFUSED);
		});
	});

	describe('a clone', () => {
		const clone = async (rest = {}) => {
			const source = operating.emulator.seedData.addPool({ name: 'Photos' }).id;
			const before = operating.emulator.catalogue.pools().length;
			const parameters = { pool: byId(source), cloneName: 'Night' };
			const result = await operating.operate('pool:clone', parameters, [{}], rest);
			return { result, made: operating.emulator.catalogue.pools().length - before };
		};

		it.each(['POST /pools/{id}/clone', 'PUT /pools/{id}'])('is made once: %s', async (route) => {
			blocked(route, { applied: true });
			const { result, made } = await clone();
			expect(result.error).toBeUndefined();
			expect(rows(result)).toEqual([expect.objectContaining({ private_name: 'Night' })]);
			expect(made).toBe(1);
		});

		it('that was refused is made by the next try', async () => {
			blocked('POST /pools/{id}/clone', { applied: false });
			const { result, made } = await clone();
			expect(result.error?.message).toMatch(REFUSED);
			expect(result.error?.description).not.toContain('unclear');
			expect(made).toBe(0);
			expect((await clone({ settings: RETRY })).made).toBe(1);
		});

		it('says what is unclear and what to allow if operations cannot be read', async () => {
			blocked('POST /pools/{id}/clone', { applied: true });
			operating.emulator.faults.add({
				...{ kind: 'status', status: 403, body: '<html>Blocked</html>' },
				match: { route: 'GET /operations' },
			});
			const { result } = await clone();
			expect(result.error?.message).toMatch(REFUSED);
			expect(result.error?.context).toMatchObject({ isInDoubt: true });
			expect(result.error?.description).toContain('It is unclear whether pool');
			expect(result.error?.description).toContain(ADVICE);
		});
	});
});

it('a clone at an address that redirects everything is a clear refusal', async () => {
	for (const route of ['POST /pools/{id}/clone', 'GET /operations']) {
		const fault = { kind: 'status', status: 301, headers: { location }, match: { route } } as const;
		operating.emulator.faults.add({ ...fault, applied: false });
	}
	const { id } = operating.emulator.seedData.addPool({ name: 'Photos' });
	const { error } = await operating.operate('pool:clone', { pool: byId(id), cloneName: 'Night' });
	expect(error?.message).toMatch(/^The address in the credential redirects to .* \(while cloning/);
	expect(error?.description).toMatch(/^Redirects are not followed/);
	expect(error?.context?.isInDoubt).not.toBe(true);
});
