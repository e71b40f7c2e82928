import { describe, expect, it } from 'vitest';
import { credentialsFor } from '../emulated.mts';
import { log } from '../engine.mts';
import { LIST, MINUTE_MS, Polling, expectOnceEach, idsOf } from '../polling.mts';

const polling = new Polling();

const DAY_MS = 24 * 60 * MINUTE_MS;

describe('trouble', () => {
	const always = (kind: 'html' | 'empty' | 'reset-before') =>
		polling.emulator.faults.add({ kind, times: 'always', match: { route: LIST } });

	it('skips what may pass, then reports it, and loses nothing', async () => {
		const ids = polling.addFinished(10);
		always('reset-before');
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		await poll.tick();
		expect(poll.errors).toEqual([]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
		expect(poll.errors[0].message).toContain('Toloka did not respond');
		expect(poll.errors[0]).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
		polling.emulator.faults.clear();
		await poll.tick();
		expectOnceEach(poll, ids);
	});

	it('refuses publication with a wrong token, and the token stays secret', async () => {
		polling.emulator.switches.set({ authFailureStatus: 401 });
		const token = 'BBBBBBBBBBBBBBBBBBBBBB.secret.token';
		const credentials = credentialsFor(polling.emulator.url, token);
		const error = await polling
			.trigger({}, { credentials })
			.activate()
			.catch((thrown: unknown) => thrown as Error & { description: string });
		expect(error).not.toMatchObject({ description: expect.stringContaining('lost') as string });
		expect(error).toMatchObject({
			message: expect.stringContaining('The token was not accepted') as string,
			failure: { cause: 'credential-invalid' },
		});
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token);
		expect(JSON.stringify(log)).not.toContain(token);
	});

	it('warns once per trigger of finished items whose status is not documented, and delivers the others', async () => {
		const finished = (id: string, status: string) => ({
			...{ id, status, app_project_id: polling.projectId, input_data: {}, output_data: {} },
			...{ created_at: '2024-01-15T11:00:00', finished_at: '2024-01-15T11:01:00', errors: [] },
		});
		const content = [finished('a1', 'REVIEWED'), finished('b2', 'COMPLETED')];
		const body = { content, has_more: false };
		const match = { route: LIST };
		polling.emulator.faults.add({ kind: 'status', status: 200, body, times: 'always', match });
		log.length = 0;
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		await poll.tick();
		expectOnceEach(poll, ['b2']);
		const other = polling.trigger(
			{ startFrom: 'beginning' },
			{ name: 'Other', workflowId: 'other' },
		);
		await other.activate();
		await other.tick();
		const warning = (name: string) =>
			`Item a1 is finished with the status REVIEWED, which is not among the Statuses of “${name}”: items with it are not delivered`;
		const warnings = log.filter(({ level }) => level === 'warn').map(({ message }) => message);
		expect(warnings).toEqual([warning('Trigger'), warning('Other')]);
	});

	it('refuses an unknown project at once', async () => {
		polling.projectId = 'doesNotExist12345678';
		await expect(polling.trigger().activate()).rejects.toThrow(
			'Nothing was found while listing the items of the project doesNotExist12345678',
		);
	});

	it('is reported at the first poll of a day, but not at the first of a minute', async () => {
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		always('html');
		polling.emulator.clock.advance(MINUTE_MS);
		await poll.tick();
		expect(poll.errors).toEqual([]);
		polling.emulator.faults.clear();
		await poll.tick();
		always('html');
		polling.emulator.clock.advance(DAY_MS);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
	});

	it('does not end a trigger whose first poll fails long after its last success', async () => {
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		always('html');
		polling.emulator.clock.advance(DAY_MS);
		await polling.trigger({ startFrom: 'beginning' }, { stored: poll.saved() }).activate();
		const tick = polling.trigger({}, { stored: poll.saved(), pollBudgetMs: 36_000 });
		await tick.tick();
		expect(tick.errors).toHaveLength(1);
	});

	it('does not end a trigger that is published again while polls fail', async () => {
		const ids = polling.addFinished(10);
		always('html');
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		for (let minute = 0; minute < 4; minute++) await poll.tick();
		expect(poll.errors).toHaveLength(3);
		const again = polling.trigger({ startFrom: 'beginning' }, { stored: poll.saved() });
		await again.activate();
		await again.tick();
		expect(again.errors).toHaveLength(1);
		polling.emulator.faults.clear();
		await again.tick();
		expectOnceEach(again, ids);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'of any kind does not end a trigger that n8n starts by itself (%s)',
		async (activation) => {
			const before = polling.trigger();
			await before.activate();
			polling.emulator.clock.advance(5 * MINUTE_MS);
			const ids = polling.addFinished(3, MINUTE_MS);
			for (const status of [302, 401, 403, 404, 407]) {
				const fault = { kind: 'status' as const, status, times: 'always' as const };
				polling.emulator.faults.add({ ...fault, match: { route: LIST } });
				const workflowId = `another process ${status} ${activation}`;
				const rest = { activation, workflowId, stored: before.saved() };
				const poll = polling.trigger({}, rest);
				await poll.activate();
				expect(poll.errors).toEqual([]);
				await poll.tick();
				expect(poll.errors).toHaveLength(1);
				polling.emulator.faults.clear();
				await poll.tick();
				expectOnceEach(poll, ids);
			}
		},
	);

	it('with an expression does not end a trigger that n8n starts by itself, either', async () => {
		const rest = { activation: 'init' as const };
		const poll = polling.trigger({ simplify: '={{ "perhaps" }}' }, rest);
		await poll.activate();
		await poll.tick();
		expect(poll.errors.map(({ message }) => message)).toEqual([
			expect.stringContaining('Simplify must be true or false'),
		]);
	});

	it.each([503, 401])('with status %i says that nothing is lost', async (status) => {
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		const fault = { kind: 'status' as const, status, times: 'always' as const };
		polling.emulator.faults.add({ ...fault, match: { route: LIST } });
		for (let minute = 0; minute < 3; minute++) await poll.tick();
		const { description } = poll.errors[0] as Error & { description: string };
		expect(description).toContain(
			'Nothing is lost: later polls continue where the last one ended. ',
		);
	});

	it('is reported if each poll takes longer than its interval', async () => {
		polling.emulator.faults.add({
			kind: 'status',
			status: 503,
			times: 'always',
			match: { route: LIST },
		});
		const poll = polling.trigger({ startFrom: 'beginning' });
		for (let minute = 0; minute < 6; minute++) {
			const slow = poll.tick();
			await poll.tick();
			await slow;
			polling.emulator.clock.advance(MINUTE_MS);
		}
		expect(poll.errors).toHaveLength(4);
	});
});

describe('times that the service writes in another format', () => {
	/** Lists one item that finished a minute ago. */
	function list(written: (iso: string) => string | number) {
		const finished_at = written(new Date(polling.emulator.clock.now() - MINUTE_MS).toISOString());
		const item = { id: 'abc', status: 'COMPLETED', input_data: {}, output_data: {}, finished_at };
		const body = { content: [item], has_more: false };
		const fault = { kind: 'status' as const, status: 200, body, times: 'always' as const };
		polling.emulator.faults.add({ ...fault, match: { route: LIST } });
	}

	it.each([
		['with the offset +00:00', (iso: string) => iso.replace('Z', '+00:00')],
		['with a space and no zone', (iso: string) => iso.replace('T', ' ').replace('Z', '')],
		[
			'in another zone',
			(iso: string) =>
				new Date(Date.parse(iso) - 5.5 * 3_600_000).toISOString().replace('Z', '-0530'),
		],
	])('are understood %s', async (_form, written) => {
		list(written);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		await polling.tickForLong(poll);
		expect(poll.errors).toEqual([]);
		expect(idsOf(poll)).toEqual(['abc']);
	});

	it.each<[string, string | number]>([
		['15/01/2024 12:00', '15/01/2024 12:00'],
		['1705320000', 1_705_320_000],
	])('are a failure if they are invalid: %s', async (shown, written) => {
		list(() => written);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		for (let minute = 0; minute < 3; minute++) await poll.tick();
		expect(poll.emissions).toEqual([]);
		expect(poll.errors.length).toBeGreaterThan(0);
		const { description } = poll.errors[0] as Error & { description: string };
		expect(description).toContain(`a time instead of “${shown}” of abc expected`);
	});
});

it('a service with other formats of queries and times is followed nevertheless', async () => {
	polling.emulator.switches.set({
		finishedWithAfterId: 'reject',
		dateFilterPrecision: 'milliseconds',
		dateZone: 'offset',
		tieShare: 0.5,
	});
	const ids = polling.addFinished(5_500);
	const poll = polling.trigger({ startFrom: 'beginning', options: { maxItems: 2_500 } });
	await poll.activate();
	await polling.tickForLong(poll);
	expect(poll.errors).toEqual([]);
	expectOnceEach(poll, ids);
});
