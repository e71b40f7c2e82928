import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { useService } from './service.mts';
import { assignmentsOf, HOUR, PLAIN_MIXER, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService();

describe('rules about reviews', () => {
	const waiting = (control: JsonObject): { pool: string; ids: string[] } => {
		const pool = service.emulator.seedData.addPool({
			autoAccept: false,
			rest: { quality_control: control },
		}).id;
		const { addAssignments } = service.emulator.seedData;
		const ids = [1, 2, 3, 4].flatMap(() => addAssignments(pool, { count: 1, status: 'SUBMITTED' }));
		return { pool, ids };
	};

	it.each([
		['REJECTED', 'REJECT_ALL_ASSIGNMENTS', 'rejected_assignments_rate', 'Careless'],
		['ACCEPTED', 'APPROVE_ALL_ASSIGNMENTS', 'accepted_assignments_rate', null],
	])(
		"can make all of a person's answers %s if most of them are",
		async (verdict, action, rate, comment) => {
			const often = [when('total_assignments_count', 'GTE', 2), when(rate, 'GT', 60)];
			const control = rule('ACCEPTANCE_RATE', {}, often, action, { public_comment: comment });
			const { pool, ids } = waiting(control);
			const judge = async (id = ''): Promise<void> => {
				await service.v1('PATCH', `/assignments/${id}`, { status: verdict, public_comment: 'x' });
			};
			const statuses = (): string[] => assignmentsOf(service, pool).map(({ status }) => status);
			await judge(ids[0]);
			expect(statuses()).toEqual([verdict, 'SUBMITTED', 'SUBMITTED', 'SUBMITTED']);
			await judge(ids[1]);
			expect(statuses()).toEqual([verdict, verdict, verdict, verdict]);
			const last = (await service.v1('GET', `/assignments/${ids[3]}`)).json as JsonObject;
			expect(last.public_comment ?? null).toBe(comment);
		},
	);

	it('assign a suite again only after enough rejections', async () => {
		const control = rule(
			'ASSIGNMENTS_ASSESSMENT',
			{},
			[when('assessment_event', 'EQ', 'REJECT'), when('rejected_assignments_count', 'GTE', 2)],
			'CHANGE_OVERLAP',
			{ delta: 1, open_pool: true },
		);
		const pool = staffedPool(service, {
			autoAccept: false,
			rest: { quality_control: control },
		}).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 2 });
		service.clock.advance(HOUR);
		const [first, second] = assignmentsOf(service, pool);
		const reject = (id = ''): Promise<unknown> =>
			service.v1('PATCH', `/assignments/${id}`, { status: 'REJECTED', public_comment: 'x' });
		await reject(first?.id);
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(2);
		await reject(second?.id);
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(3);
	});

	it('have rejected work redone, even if everybody so far was banned', async () => {
		const rejected = [when('assessment_event', 'EQ', 'REJECT')];
		const again = rule('ASSIGNMENTS_ASSESSMENT', {}, rejected, 'CHANGE_OVERLAP', { delta: 1 });
		const fast = [when('fast_submitted_count', 'GT', 0)];
		const threshold = { fast_submit_threshold_seconds: 600 };
		const ban = { scope: 'PROJECT', duration_unit: 'PERMANENT' };
		const banning = rule('ASSIGNMENT_SUBMIT_TIME', threshold, fast, 'RESTRICTION_V2', ban);
		const both = [again, banning].flatMap(({ configs }) => configs as JsonObject[]);
		const pool = staffedPool(service, {
			autoAccept: false,
			autoCloseDelaySeconds: 86_400,
			mixerConfig: PLAIN_MIXER,
			rest: { quality_control: { configs: both } },
		}).id;
		service.emulator.seedData.addTasks(pool, { count: 9, overlap: 1 });
		service.clock.advance(HOUR);
		const ids = assignmentsOf(service, pool).map(({ id }) => id);
		expect(ids).toHaveLength(3);
		for (const id of ids) {
			await service.v1('PATCH', `/assignments/${id}`, { status: 'REJECTED', public_comment: 'x' });
		}
		service.clock.advance(HOUR);
		expect(new Set(assignmentsOf(service, pool).map(({ userId }) => userId)).size).toBe(6);
	});
});
