import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { Creating, POST, expectOnce, pictures } from '../creating.mts';

const creating = new Creating();
const LOG = 'GET /operations/{id}/log';
const OPERATION = 'GET /operations/{id}';
const FIRST = { executionId: '7', began: 1_000 };

const fault = (one: Fault) => void creating.emulator.faults.add(one);

describe('“Check each operation”, where the execution goes on and n8n retries nothing', () => {
	const always = { times: 'always' as const };
	const settings = { onError: 'continueRegularOutput' as const };
	const away = (route: string) =>
		fault({ kind: 'status', status: 503, match: { route }, ...always });
	const rows = pictures(5);

	it.each<[string, string, () => void]>([
		[
			'wait',
			'that was started',
			() => fault({ kind: 'lost-answer', match: { route: POST }, ...always }),
		],
		[
			'operation',
			'that was started',
			() => fault({ kind: 'lost-answer', match: { route: POST }, ...always }),
		],
		[
			'wait',
			'that never was',
			() => fault({ kind: 'reset-before', match: { route: POST }, ...always }),
		],
		['wait', 'that cannot be read', () => undefined],
		['wait', 'whose log cannot be read', () => away(LOG)],
	])('%s: one %s', async (delivery, what, arm) => {
		arm();
		if (what !== 'whose log cannot be read') away(OPERATION);
		const first = await creating.create(rows, { delivery }, { ...FIRST, settings });
		const [{ json }] = first.outputs[0];
		expect(json.message).toContain('check each operation with Toloka Wait for Operation');
		const [id] = /[-0-9a-f]{36}/.exec(`${json.message}`)!;
		expect(json.message).not.toMatch(/retry|run the|try again/i);
		creating.emulator.faults.clear();
		const checked = await creating.emulated.run('tolokaWaitForOperation', {}, { input: [{ id }] });
		const isNone = checked.error?.message === `There is no operation with the ID ${id}`;
		expect(isNone).toBe(what === 'that never was');
		if (isNone) await creating.create(rows, {}, { executionId: '9', began: 2_000 });
		expectOnce(rows, creating.suites());
	});

	it.each([
		['wait', 'GET /pools/{id}', 'check each operation with Toloka Wait for Operation'],
		['wait', POST, 'check each operation with Toloka Wait for Operation'],
		['sync', 'GET /pools/{id}', 'Look in the pool of each item with this error for them'],
	])('%s: a last try that is refused at %s', async (delivery, route, next) => {
		if (route !== POST) fault({ kind: 'lost-answer', match: { route: POST }, ...always });
		fault({ kind: 'status', status: 403, match: { route: OPERATION }, ...always });
		fault({ kind: 'status', status: 403, match: { route, nth: 2 }, ...always });
		const twice = { ...settings, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const { outputs } = await creating.create(rows, { delivery }, { ...FIRST, settings: twice });
		creating.emulator.clock.advance(60_000);
		expectOnce(rows, creating.suites());
		expect(outputs[0]).toHaveLength(5);
		for (const { json } of outputs[0]) {
			expect(json.message).toContain('An earlier try of this execution may have ');
			expect(json.message).toContain(next);
			expect(json.message).not.toMatch(/retry|run the|try again/i);
		}
	});
});
