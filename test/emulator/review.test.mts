import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentStatus } from '../../emulator/v1/entities.mts';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, useService, type Reply } from './service.mts';
import { assignmentsOf, HOUR, PLAIN_MIXER, poolOf, staffedPool, statusesOf } from './pools.mts';

const DAY = 24 * HOUR;
const COMMENT = 'The object is not outlined.';

describe('review', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ autoAccept: false }).id;
	});

	const add = (status: AssignmentStatus): string =>
		service.emulator.seedData.addAssignments(pool, { count: 1, status })[0] ?? '';
	const patch = (id: string, body: JsonObject): Promise<Reply> =>
		service.v1('PATCH', `/assignments/${id}`, body);
	const reject = (id: string): Promise<Reply> =>
		patch(id, { status: 'REJECTED', public_comment: COMMENT });
	const balance = async (): Promise<number> =>
		((await service.v1('GET', '/requester')).json as { balance: number }).balance;

	it('accepts with payment, once and for all', async () => {
		const id = add('SUBMITTED');
		const before = await balance();
		const reply = await patch(id, { status: 'ACCEPTED' });
		expect(reply.status).toBe(200);
		expect(reply.json).toMatchObject({
			id,
			status: 'ACCEPTED',
			accepted: '2024-01-15T12:00:00.000',
			tasks: [{}],
		});
		expect(before - (await balance())).toBeCloseTo(0.02);
		expect(codeOf(await reject(id))).toBe('409 INAPPROPRIATE_STATUS');
		expect(codeOf(await patch(id, { status: 'ACCEPTED' }))).toBe('409 INAPPROPRIATE_STATUS');
	});

	it('rejects without payment, and may accept after an appeal', async () => {
		const id = add('SUBMITTED');
		const before = await balance();
		expect((await reject(id)).json).toMatchObject({
			status: 'REJECTED',
			public_comment: COMMENT,
			rejected: '2024-01-15T12:00:00.000',
		});
		expect(await balance()).toBe(before);
		expect(codeOf(await reject(id))).toBe('409 INAPPROPRIATE_STATUS');
		expect((await patch(id, { status: 'ACCEPTED' })).json).toMatchObject({ status: 'ACCEPTED' });
		expect(await balance()).toBeLessThan(before);
	});

	it.each(['ACTIVE', 'SKIPPED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
		const id = add(status);
		for (const verdict of ['ACCEPTED', 'REJECTED']) {
			expect(codeOf(await patch(id, { status: verdict }))).toBe('409 INAPPROPRIATE_STATUS');
		}
		expect(assignmentsOf(service, pool)[0]?.status).toBe(status);
	});

	it('refuses bad bodies and archived pools', async () => {
		const id = add('SUBMITTED');
		const bodies: JsonObject[] = [
			{ status: 'SUBMITTED' },
			{ status: 'ACCEPTED', public_comment: 'x'.repeat(2_049) },
			{ status: 'ACCEPTED', comment: 'x' },
		];
		for (const body of bodies) {
			expect(codeOf(await patch(id, body))).toBe('400 VALIDATION_ERROR');
		}
		service.emulator.seedData.setPoolStatus(pool, 'ARCHIVED');
		expect(codeOf(await patch(id, { status: 'ACCEPTED' }))).toBe('409 INAPPROPRIATE_STATUS');
		expect(codeOf(await patch('nope', { status: 'ACCEPTED' }))).toBe('404 DOES_NOT_EXIST');
		expect(assignmentsOf(service, pool)[0]?.status).toBe('SUBMITTED');
	});

	it('answers in full or with what changed', async () => {
		service.emulator.switches.set({ reviewReply: 'changed' });
		const body = { status: 'REJECTED', public_comment: COMMENT };
		expect((await patch(add('SUBMITTED'), body)).json).toEqual(body);
	});

	it('happens automatically when its time is over', async () => {
		pool = service.emulator.seedData.addPool({ autoAccept: false, autoAcceptPeriodDays: 3 }).id;
		const id = add('SUBMITTED');
		service.clock.advance(3 * DAY - 1);
		expect(statusesOf(service, pool)).toEqual({ SUBMITTED: 1 });
		service.clock.advance(1);
		expect((await service.v1('GET', `/assignments/${id}`)).json).toMatchObject({
			status: 'ACCEPTED',
			submitted: '2024-01-15T12:00:00.000',
			accepted: '2024-01-18T12:00:00.000',
		});
	});

	it('does not assign rejected work again, unless a rule says so', async () => {
		pool = staffedPool(service, { autoAccept: false }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 1 });
		service.clock.advance(HOUR);
		expect((await poolOf(service, pool)).last_close_reason).toBe('COMPLETED');
		await reject(assignmentsOf(service, pool)[0]?.id ?? '');
		service.clock.advance(HOUR);
		expect(statusesOf(service, pool)).toEqual({ REJECTED: 1, SUBMITTED: 1 });
	});

	it.each([
		['mixed', { mixerConfig: PLAIN_MIXER }],
		['plain', {}],
	])('opens a finished %s pool again if a rule raises the overlap', async (_kind, wish) => {
		const rule = {
			conditions: [{ key: 'assessment_event', operator: 'EQ', value: 'REJECT' }],
			action: { type: 'CHANGE_OVERLAP', parameters: { delta: 1, open_pool: true } },
		};
		const configs = [{ collector_config: { type: 'ASSIGNMENTS_ASSESSMENT' }, rules: [rule] }];
		const rest = { quality_control: { configs } };
		pool = staffedPool(service, { autoAccept: false, rest, ...wish }).id;
		const { seedData } = service.emulator;
		if ('mixerConfig' in wish) {
			seedData.addTasks(pool, { count: 3, overlap: 1 });
		} else {
			seedData.addTaskSuites(pool, { count: 1, overlap: 1, tasksPerSuite: 3 });
		}
		service.clock.advance(HOUR);
		const [first] = assignmentsOf(service, pool);
		await reject(first?.id ?? '');
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'OPEN',
			last_close_reason: 'COMPLETED',
		});
		service.clock.advance(HOUR);
		const [, second] = assignmentsOf(service, pool);
		expect(second).toMatchObject({ status: 'SUBMITTED' });
		expect([...(second?.taskIds ?? [])].sort()).toEqual([...(first?.taskIds ?? [])].sort());
		expect((await poolOf(service, pool)).status).toBe('CLOSED');
	});

	it('determines what is aggregated', async () => {
		pool = staffedPool(service, { autoAccept: false }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 3, overlap: 3 });
		service.clock.advance(HOUR);
		const solutions = async (): Promise<number> => {
			const { json } = await service.v1('POST', '/aggregated-solutions/aggregate-by-pool', {
				pool_id: pool,
				type: 'DAWID_SKENE',
				fields: [{ name: 'result' }],
			});
			service.clock.advance(HOUR);
			return service.emulator.truth.solutions((json as { id: string }).id).length;
		};
		expect(await solutions()).toBe(0);
		const [first, ...others] = assignmentsOf(service, pool);
		const other = others.find(({ taskSuiteId }) => taskSuiteId !== first?.taskSuiteId);
		await patch(first?.id ?? '', { status: 'ACCEPTED' });
		expect(await solutions()).toBe(1);
		await patch(other?.id ?? '', { status: 'ACCEPTED' });
		expect(await solutions()).toBe(2);
	});
});
