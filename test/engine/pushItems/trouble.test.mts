import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId, credentialsFor, imageRows } from '../emulated.mts';
import { log } from '../engine.mts';
import { BULK, Pushing } from '../pushing.mts';

const pushing = new Pushing();

describe('an unclear outcome', () => {
	it('is looked up, and only missing items are sent', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK, nth: 2 } });
		const input = [...imageRows(12_000), ...imageRows(12_000)];
		const { outputs, error } = await pushing.push(input);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(24_000);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(24_000);
	});

	it('is followed by sending what was not created again', async () => {
		pushing.emulator.faults.add({ kind: 'reset-before', match: { route: BULK } });
		const { error } = await pushing.push(imageRows(10));
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(10);
	});

	it('is reported with what to check if requested', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
		const { error } = await pushing.push(imageRows(10), { options: { unclear: 'report' } });
		expect(error?.description).toContain('It is unclear whether 10 of the items were created');
		expect(pushing.bulkRequests()).toBe(1);
	});

	it('leaves nothing doubled when Retry On Fail runs the node again', async () => {
		pushing.emulator.faults.add({
			kind: 'status',
			status: 400,
			body: { code: 'VALIDATION_ERROR', message: 'Validation failed' },
			match: { route: BULK, nth: 2 },
		});
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const { outputs, error } = await pushing.push(imageRows(25_000), {}, settings);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(25_000);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(25_000);
	});
});

describe('a look-up that fails as well', () => {
	const newBatch = { destination: 'newBatch', options: { ignoreErrors: true } };
	const settings = { onError: 'continueRegularOutput' };
	const refuseLooksFrom = (nth: number) => {
		const match = { route: 'GET /app-projects/{id}/items', nth };
		pushing.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
	};

	it('leaves the item that created a batch unclear', async () => {
		refuseLooksFrom(1);
		const { outputs } = await pushing.push(imageRows(5), newBatch, settings);
		expect(pushing.created()).toHaveLength(1);
		expect(outputs[0][0].json.message).toContain('unclear whether 1 of the items');
	});

	it('leaves items unclear whose IDs are not in the response', async () => {
		refuseLooksFrom(2);
		const answer = { kind: 'status' as const, status: 200, body: ['one-id'], applied: true };
		pushing.emulator.faults.add({ ...answer, match: { route: BULK } });
		const { outputs } = await pushing.push(imageRows(5), newBatch, settings);
		expect(pushing.created()).toHaveLength(5);
		expect(outputs[0][0].json.id).toBeDefined();
		expect(outputs[0][1].json.message).toContain('unclear whether 4 of the items');
	});
});

it('a later try that fails at once does not hide that an earlier one is unclear', async () => {
	const denied = { kind: 'status' as const, status: 403 };
	pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
	pushing.emulator.faults.add({ ...denied, match: { route: 'GET /app-projects/{id}/items' } });
	pushing.emulator.faults.add({ ...denied, match: { route: 'GET /app-projects/{id}', nth: 2 } });
	const { error } = await pushing.push(imageRows(5), {}, { retryOnFail: true, maxTries: 2 });
	expect(error?.message).toContain('Access was denied while reading the project');
	expect(error?.description).toContain('An earlier try of this execution may have created items');
});

it('a request in progress when the execution was canceled is unclear', async () => {
	pushing.emulator.faults.add({ kind: 'hang', applied: true, match: { route: BULK } });
	const cancelAfter = new Promise<void>((resolve) => {
		const look = () => (pushing.created().length === 5 ? resolve() : void setImmediate(look));
		look();
	});
	const settings = { onError: 'continueRegularOutput' };
	const { outputs, status } = await pushing.push(imageRows(5), {}, settings, { cancelAfter });
	expect(status).toBe('canceled');
	const told = String(outputs[0][0].json.message);
	expect(told).toContain('unclear whether 5 of the items');
	expect(log.some(({ level, message }) => level === 'warn' && message.endsWith(told))).toBe(true);
});

describe('a retry of an interrupted execution', () => {
	const retry = () => ({ mode: 'retry' as const, began: pushing.emulator.clock.now() });

	it('creates only the missing items of a stream', async () => {
		const before = retry();
		await pushing.push(imageRows(7));
		const { outputs, error } = await pushing.push(imageRows(10), {}, {}, before);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(10);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(10);
	});

	it('continues with the existing batch', async () => {
		const newBatch = { destination: 'newBatch', batchName: 'Photos' };
		const before = retry();
		await pushing.push(imageRows(7), { ...newBatch, startBatch: false });
		const { error } = await pushing.push(imageRows(10), newBatch, {}, before);
		expect(error).toBeUndefined();
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
		expect(pushing.created()).toHaveLength(10);
	});

	it('can be run again if equal items of the last hour are skipped', async () => {
		const first = await pushing.push(imageRows(7));
		pushing.emulator.clock.advance(30 * 60_000);
		const second = await pushing.push(imageRows(10), { options: { lookBack: 60 } });
		expect(pushing.created()).toHaveLength(10);
		const idOf = ({ json }: { json: IDataObject }) => json.id;
		expect(second.outputs[0].slice(0, 7).map(idOf)).toEqual(first.outputs[0].map(idOf));
	});

	it('does not confuse items of an earlier execution with its own', async () => {
		await pushing.push(imageRows(10));
		pushing.emulator.clock.advance(60_000);
		await pushing.push(imageRows(10), {}, {}, retry());
		expect(pushing.created()).toHaveLength(20);
	});
});

it("items created without a response are found even if the host's clock is ahead", async () => {
	pushing.emulated.host.aheadMs = 80_000;
	const { faults } = pushing.emulator;
	const headers = { location: 'https://elsewhere.example/' };
	const match = { route: 'GET /app-projects/{id}' };
	faults.add({ kind: 'status', status: 301, headers, match });
	faults.add({ kind: 'lost-answer', match: { route: BULK } });
	const settings = { onError: 'continueRegularOutput', retryOnFail: true, maxTries: 4 };
	const options = { unclear: 'report' };
	const { outputs } = await pushing.push(imageRows(3), { options }, settings);
	expect(outputs[0].map(({ json }) => json.id)).toEqual(pushing.created().map(({ id }) => id));
	expect(pushing.created()).toHaveLength(3);
});

describe('a node that continues on fail', () => {
	const continuing = { onError: 'continueErrorOutput' };
	const twoRows = () => imageRows(2).map((row) => ({ ...row }));

	it('answers every item with the reason if nothing could be pushed', async () => {
		pushing.projectId = 'doesNotExist12345678';
		const { outputs } = await pushing.push(twoRows(), {}, continuing);
		expect(outputs[0]).toEqual([]);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(outputs[1][0].json.error).toContain('There is no project');
	});

	it('creates nothing twice when n8n runs it again for an error in the first item', async () => {
		const input = twoRows();
		input[0].image_url = 'not a link';
		const again = { ...continuing, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const { outputs } = await pushing.push(input, { invalidItems: 'pushValid' }, again);
		expect(pushing.created()).toHaveLength(1);
		expect(outputs[0].map(({ json }) => json.id)).toEqual([pushing.created()[0].id]);
		expect(pushing.bulkRequests()).toBe(1);
	});

	it('says so if all items are in a batch that could not be started', async () => {
		const route = 'POST /app-projects/{id}/batches/{batchId}/start';
		const denied = { code: 'ACCESS_DENIED', message: 'Access denied' };
		const fault = { kind: 'status' as const, status: 403, body: denied };
		pushing.emulator.faults.add({ ...fault, match: { route } });
		const { outputs } = await pushing.push(twoRows(), { destination: 'newBatch' }, continuing);
		expect(outputs[0]).toHaveLength(2);
		for (const { json } of outputs[0]) {
			expect(json.batch_problem).toMatch(/^The batch \w+ was not started: Access was denied/);
		}
	});
});

describe('a batch whose creation got no response', () => {
	it.each(['lost-answer', 'reset-before'] as const)('exists once after %s', async (kind) => {
		pushing.emulator.faults.add({ kind, match: { route: 'POST /app-projects/{id}/batches' } });
		const { error } = await pushing.push(imageRows(25), {
			destination: 'newBatch',
			batchName: 'Photos',
		});
		expect(error).toBeUndefined();
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
		expect(pushing.created()).toHaveLength(25);
	});
});

describe('trouble', () => {
	const cases: Array<[string, () => void, string, string]> = [
		[
			'an HTML page',
			() => fault({ kind: 'html', status: 200 }),
			'not the documented JSON',
			'base URL',
		],
		[
			'an empty body',
			() => fault({ kind: 'empty', status: 200 }),
			'not the documented JSON',
			'base URL',
		],
		[
			'a cut body',
			() => fault({ kind: 'truncate', framing: 'valid' }),
			'not the documented JSON',
			'truncated',
		],
		[
			'a used up day',
			() =>
				fault({
					kind: 'status',
					status: 429,
					body: {
						code: 'TOO_MANY_REQUESTS',
						message: 'Too many requests',
						payload: { interval: 'DAY' },
					},
				}),
			'The request quota is used up',
			'It will work again by 2024-01-16',
		],
	];
	function fault(action: { kind: string } & Record<string, unknown>) {
		pushing.emulator.faults.add({
			...action,
			times: 'always',
			match: { route: 'GET /app-projects/{id}' },
		} as Parameters<typeof pushing.emulator.faults.add>[0]);
	}

	it.each(cases)('%s has one clear sentence', async (_name, arrange, message, description) => {
		arrange();
		const { error } = await pushing.push(imageRows(1));
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(description);
		expectClear(error);
	});

	it('an unknown project is named', async () => {
		pushing.projectId = 'doesNotExist12345678';
		const { error } = await pushing.push(imageRows(1));
		expect(error?.message).toBe('There is no project with the ID doesNotExist12345678');
		expectClear(error);
	});

	it('an archived project is refused before pushing', async () => {
		pushing.projectId = pushing.emulator.catalogue.appProject('ARCHIVED').id;
		const { error } = await pushing.push(imageRows(1));
		expect(error?.message).toBe(
			`Project ${pushing.projectId} is archived and does not accept items`,
		);
		expect(pushing.bulkRequests()).toBe(0);
	});

	it('a path instead of an ID is refused before any request', async () => {
		pushing.projectId = '../../requester';
		const { error } = await pushing.push(imageRows(1));
		expect(error?.message).toContain('Project is not an ID: ');
		expect(pushing.emulator.log.entries()).toHaveLength(0);
	});

	it('a wrong token and an unreachable host have different messages', async () => {
		pushing.emulator.switches.set({ authFailureStatus: 401 });
		const parameters = { project: byId(pushing.projectId) };
		const { url, switches } = pushing.emulator;
		switches.set({ authFailureStatus: 401 });
		const wrong = credentialsFor(url, 'AAAAAAAAAAAAAAAAAAAAAA.secret.token');
		const refused = await pushing.emulated.run('tolokaPushItems', parameters, {
			credentials: wrong,
		});
		expect(refused.error?.message).toContain('The token was not accepted');
		expectClear(refused.error, 'AAAAAAAAAAAAAAAAAAAAAA.secret.token');
		const nowhere = credentialsFor('http://127.0.0.1:9', pushing.emulator.apiKey);
		const unreachable = await pushing.emulated.run('tolokaPushItems', parameters, {
			credentials: nowhere,
		});
		expect(unreachable.error?.message).toContain('Toloka could not be reached');
		expectClear(unreachable.error);
	});

	function expectClear(error: unknown, token = pushing.emulator.apiKey) {
		const shown = JSON.stringify(error, Object.getOwnPropertyNames(error));
		expect(shown).not.toContain(token);
		const { message, description } = error as { message: string; description: string };
		expect(`${message} ${description}`).not.toMatch(/Cannot read|undefined|\bat \w+ \(|\[object/);
		expect(description.length).toBeGreaterThan(20);
	}
});
