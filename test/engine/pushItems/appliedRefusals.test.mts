import { describe, expect, it } from 'vitest';
import { imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

/** Pages of a firewall in place of the response; the service may have carried out the request. */

const pushing = new Pushing();

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

const page = (status: number, applied: boolean, route = BULK) =>
	pushing.emulator.faults.add({
		...{ kind: 'status', status, applied, times: 1, match: { route } },
		body: '<html>Blocked</html>',
	});

it.each([302, 307, 400, 403, 404, 406, 422])(
	'pushes nothing twice after a page with %i',
	async (status) => {
		page(status, true);
		const { error, outputs } = await pushing.push(imageRows(3));
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(3);
		expect(pushing.created()).toHaveLength(3);
	},
);

it.each([302, 403, 405])('a page with %i that refuses remains a clear refusal', async (status) => {
	page(status, false);
	const { error } = await pushing.push(imageRows(3));
	const context = (error as { context?: { kind?: string; isInDoubt?: boolean } })?.context;
	expect(context?.kind).toBe(status < 400 ? 'redirected' : 'intercepted');
	expect(context?.isInDoubt).not.toBe(true);
	expect(pushing.created()).toHaveLength(0);
	expect((await pushing.push(imageRows(3))).error).toBeUndefined();
	expect(pushing.created()).toHaveLength(3);
});

describe('a new batch', () => {
	const CREATE = 'POST /app-projects/{id}/batches';
	const batch = { destination: 'newBatch', batchName: 'Photos' };
	const batches = () => pushing.emulator.truth.batches(pushing.projectId);

	it.each([302, 403, 405])('is created once: page with %i', async (status) => {
		page(status, true, CREATE);
		const { error, outputs } = await pushing.push(imageRows(3), batch, RETRY);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(3);
		expect(pushing.created()).toHaveLength(3);
		expect(batches()).toHaveLength(1);
	});

	it('that was refused remains so', async () => {
		page(403, false, CREATE);
		const { error } = await pushing.push(imageRows(3), batch);
		expect(error?.context).toMatchObject({ kind: 'intercepted' });
		expect(error?.context?.isInDoubt).not.toBe(true);
		expect(batches()).toHaveLength(0);
	});
});

it.each(['stream', 'newBatch'])('is looked up by the next try: %s', async (destination) => {
	page(403, true, destination === 'stream' ? BULK : 'POST /app-projects/{id}/batches');
	const parameters = { destination, options: { unclear: 'report' } };
	const { error } = await pushing.push(imageRows(3), parameters, RETRY);
	expect(error).toBeUndefined();
	expect(pushing.created()).toHaveLength(3);
});
