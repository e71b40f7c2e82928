import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService({ switches: { performersAtOnce: 1 } });

/** Lets one person do 45 suites; returns how many they did, and their skill. */
async function after(
	frequency: JsonObject,
	control: JsonObject,
): Promise<{ done: number; skill: number | undefined }> {
	const quality = { ...control, ...frequency };
	const { id } = staffedPool(service, { rest: { quality_control: quality } });
	service.emulator.seedData.addTaskSuites(id, { count: 45, overlap: 1 });
	service.clock.advance(8 * HOUR);
	const all = assignmentsOf(service, id);
	const first = all.filter(({ userId }) => userId === all[0]?.userId);
	const rows = rowsOf<{ exact_value: number; user_id: string }>(
		await service.v1('GET', '/user-skills'),
	);
	const own = rows.find(({ user_id: user }) => user === all[0]?.userId);
	return { done: first.length, skill: own?.exact_value };
}

const ban = (conditions: Parameters<typeof rule>[2], parameters: JsonObject = {}): JsonObject =>
	rule('CAPTCHA', parameters, conditions, 'RESTRICTION', { scope: 'PROJECT' });

/** Russian guide and API documents, “Captcha”; official client, `Captcha`. */
describe('captchas come', () => {
	it.each([
		[{ captcha_frequency: 'LOW' }, 20],
		[{ captcha_frequency: 'MEDIUM' }, 10],
		[{ captcha_frequency: 'HIGH' }, 10],
		[{}, 45],
	])('as often as %j says', async (frequency, suites) => {
		const { done } = await after(frequency, ban([when('stored_results_count', 'EQ', 1)]));
		expect(done).toBe(suites);
	});

	it.each([
		['success_rate', 'LTE', 70, 1, 20],
		['fail_rate', 'GT', 30, 1, 20],
		['success_rate', 'LTE', 70, 0, 45],
		['fail_rate', 'EQ', 0, 0, 20],
	] as const)('and whoever has %s %s %d is banned', async (key, operator, value, share, suites) => {
		service.emulator.switches.set({ captchaFailShare: share });
		const often = { captcha_frequency: 'HIGH' };
		const conditions = [when('stored_results_count', 'GTE', 2), when(key, operator, value)];
		expect(await after(often, ban(conditions))).toMatchObject({ done: suites });
	});

	it('and only the newest count, whose share can be a skill', async () => {
		service.emulator.switches.set({ captchaFailShare: 0 });
		const skill = String(service.emulator.catalogue.skills()[0]?.id);
		const newest = [when('stored_results_count', 'EQ', 2)];
		const control = rule('CAPTCHA', { history_size: 2 }, newest, 'SET_SKILL_FROM_OUTPUT_FIELD', {
			skill_id: skill,
			from_field: 'success_rate',
		});
		expect(await after({ captcha_frequency: 'HIGH' }, control)).toEqual({ done: 45, skill: 100 });
	});
});
