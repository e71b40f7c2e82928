import { describe, expect, it } from 'vitest';
import { imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

/** Pages of a firewall in place of the response; the service may have carried out the request. */

const pushing = new Pushing();

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

const page = (status: number, applied: boolean, route = BULK, body = '<html>Blocked</html>') =>
	pushing.emulator.faults.add({
		...{ kind: 'status', status, applied, times: 1, match: { route } },
		body,
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

describe.each([400, 403, 404])('JSON that is not of the service, with %i', (status) => {
	it.each(['{"error":"blocked"}', '{"message":"Forbidden"}', '"blocked"'])(
		'is looked up: %s',
		async (body) => {
			page(status, false, BULK, body);
			const { error } = await pushing.push(imageRows(3));
			expect(error?.message).toMatch(/while pushing 3 items to the project/);
			expect(error?.context?.isInDoubt).not.toBe(true);
			page(status, true, BULK, body);
			expect((await pushing.push(imageRows(3))).error).toBeUndefined();
			expect(pushing.created()).toHaveLength(3);
		},
	);
});

it.each(['{"code":"ACCESS_DENIED"}', '{"request_id":"1f"}'])(
	'the refusal of the service is clear: %s',
	async (body) => {
		page(403, false, BULK, body);
		const before = pushing.emulator.log.count('GET /app-projects/{id}/items');
		expect((await pushing.push(imageRows(3))).error).toBeDefined();
		expect(pushing.emulator.log.count('GET /app-projects/{id}/items')).toBe(before);
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
