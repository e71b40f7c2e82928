import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { SECOND, expectOnce, pictures, saved, twoRequests, Creating } from './creating.mts';

/** Building a workflow never pays twice: manual runs meet what earlier ones created. */
const creating = new Creating();
let executions = 100;
const manual = () => ({
	mode: 'manual' as const,
	executionId: String(++executions),
	began: executions,
});

describe.each(['wait', 'operation', 'sync'])('Execute step with the delivery %s', (delivery) => {
	it('creates the same rows once, and says so', async () => {
		await creating.create(pictures(20), { delivery }, manual());
		creating.emulated.emulator.clock.advance(60_000);
		const { error, data } = await creating.create(pictures(20), { delivery }, manual());
		expect(error).toBeUndefined();
		expectOnce(pictures(20), creating.suites());
		expect(JSON.stringify(data.resultData.runData)).toMatch(
			/20 tasks exist from the manual run at [-\d]+ [:\d]+ UTC and were not created again/,
		);
	});

	it('creates them again where that is asked for', async () => {
		const parameters: IDataObject = { delivery, options: { manualRuns: true } };
		for (let run = 0; run < 2; run++) await creating.create(pictures(2), parameters, manual());
		creating.emulated.emulator.clock.advance(60_000);
		expect(creating.suites()).toHaveLength(4);
	});
});

it('production executions create anew', async () => {
	await creating.create(pictures(2), {}, manual());
	for (const executionId of ['901', '902']) {
		await creating.create(pictures(2), {}, { executionId, began: Number(executionId) });
	}
	expect(creating.suites()).toHaveLength(6);
});

it('other rows are created', async () => {
	await creating.create(pictures(2), {}, manual());
	const { error } = await creating.create([{ image: 'www.other.ru' }], {}, manual());
	expect(error).toBeUndefined();
	expect(creating.suites()).toHaveLength(3);
});

it('a manual run that failed half-way may be retried, or begun again', async () => {
	const rows = twoRequests();
	creating.emulated.emulator.faults.add({ kind: 'status', status: 403, match: SECOND });
	const first = await creating.create(rows, {}, manual());
	expect(first.error).toBeDefined();
	await creating.create(rows, {}, manual());
	expectOnce(rows, creating.suites());
	const retried = { executionId: '950', mode: 'retry' as const, resume: saved(first) };
	await creating.create(rows, {}, retried);
	expectOnce(rows, creating.suites());
});
