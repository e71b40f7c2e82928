import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { byId, imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

const pushing = new Pushing();

describe('pushing to the stream', () => {
	it('sends 25,000 items in 3 requests and pairs each with its input', async () => {
		const input = imageRows(25_000);
		const { outputs, error } = await pushing.push(input);
		expect(error).toBeUndefined();
		expect(pushing.bulkRequests()).toBe(3);
		const inputById = new Map(pushing.created().map((item) => [item.id, item.input]));
		expect(inputById.size).toBe(25_000);
		for (const [index, { json, pairedItem }] of outputs[0].entries()) {
			expect(pairedItem).toEqual({ item: index });
			if (inputById.get(json.id as string)?.id !== input[index].id) {
				throw new Error(`item ${index} got the id of another one`);
			}
		}
	});

	it('does nothing without input', async () => {
		const { outputs } = await pushing.push([]);
		expect(outputs.flat()).toEqual([]);
		expect(pushing.emulator.log.entries()).toHaveLength(0);
	});

	it('turns text from spreadsheets into the declared types', async () => {
		pushing.projectId = pushing.emulator.catalogue
			.appProjects()
			.find((project) => 'priority' in project.inputSpec)!.id;
		const { error } = await pushing.push([
			{ text: 'Hello', priority: '2', is_reply: 'TRUE', tags: '["a"]' },
		]);
		expect(error).toBeUndefined();
		expect(pushing.created()[0].input).toMatchObject({ priority: 2, is_reply: true, tags: ['a'] });
	});

	it('maps fields by expressions, evaluated per item', async () => {
		const fields = {
			mappingMode: 'defineBelow',
			value: { id: '={{ $json.key }}', image_url: '={{ "https://example.com/" + $json.key }}' },
		};
		const { error } = await pushing.push([{ key: 'a' }, { key: 'b' }], { fields });
		expect(error).toBeUndefined();
		expect(pushing.created().map(({ input }) => input)).toEqual([
			{ id: 'a', image_url: 'https://example.com/a' },
			{ id: 'b', image_url: 'https://example.com/b' },
		]);
	});
});

describe('one invalid item among 10,000', () => {
	const withOneBad = () => {
		const input = imageRows(10_000);
		input[4_321].image_url = 'not a link';
		return input;
	};

	it('stops before anything is pushed, and names the item, the field and the reason', async () => {
		const { error } = await pushing.push(withOneBad());
		expect(error?.message).toBe(
			'Item 4321: field “image_url” must be a link that begins with http://, https:// or www, not “not a link”. Nothing was pushed',
		);
		expect(error?.description).toContain('1 of 10000 items is invalid');
		expect(error?.context?.itemIndex).toBe(4_321);
		expect(pushing.bulkRequests()).toBe(0);
		expect(pushing.created()).toHaveLength(0);
	});

	it('is reported, and the valid items are pushed', async () => {
		const { outputs } = await pushing.push(withOneBad(), { invalidItems: 'pushValid' });
		expect(pushing.created()).toHaveLength(9_999);
		const left = outputs[0].filter(({ json }) => json.id === null);
		expect(left).toHaveLength(1);
		expect(left[0].pairedItem).toEqual({ item: 4_321 });
		expect(left[0].json.problem).toContain('image_url');
		expect(left[0].json).not.toHaveProperty('error');
	});

	it('is output on the error branch when the node continues on fail', async () => {
		const { outputs } = await pushing.push(
			withOneBad(),
			{ invalidItems: 'pushValid' },
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs[0]).toHaveLength(9_999);
		expect(outputs[1]).toHaveLength(1);
		expect(outputs[1][0].json.error).toContain('Item 4321');
		expect(outputs[1][0].json).toMatchObject(withOneBad()[4321]);
	});
});

describe('invalid items that only the service finds', () => {
	const refuse = (index: number) => ({
		kind: 'status' as const,
		status: 400,
		body: {
			code: 'VALIDATION_ERROR',
			message: 'Validation failed',
			payload: {
				[`input_data.${index}.image_url`]: { code: 'INVALID_VALUE', message: 'Picture is blank' },
			},
		},
		match: { route: BULK },
	});

	it('are left out while the rest is sent, even when streaming', async () => {
		pushing.emulator.faults.add(refuse(1));
		const { outputs } = await pushing.push(imageRows(3), { invalidItems: 'pushValid' });
		expect(pushing.created().map(({ input }) => input.id)).toEqual(['row-0', 'row-2']);
		expect(outputs[0][1].json).toMatchObject({ id: null });
		expect(outputs[0][1].json.problem).toContain('Picture is blank');
		expect(pushing.bulkRequests()).toBe(2);
	});

	it('end the run if it should stop, with the field in the message', async () => {
		pushing.emulator.faults.add(refuse(1));
		const { error } = await pushing.push(imageRows(3));
		expect(error?.message).toBe('Item 1: field “image_url”: Picture is blank (INVALID_VALUE)');
		expect(error?.description).toContain('Nothing was pushed. Correct the item');
		expect(error?.context?.itemIndex).toBe(1);
		expect(pushing.created()).toHaveLength(0);
	});
});

describe('batches', () => {
	it('are created, filled and started', async () => {
		const { outputs, error } = await pushing.push(imageRows(25), {
			destination: 'newBatch',
			batchName: 'Photos',
			batchPriority: 'TWO',
		});
		expect(error).toBeUndefined();
		const [batch] = pushing.emulator.truth.batches(pushing.projectId);
		expect(batch.name).toBe('Photos');
		expect(pushing.emulator.log.count('POST /app-projects/{id}/batches/{batchId}/start')).toBe(1);
		expect(pushing.created()).toHaveLength(25);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(25);
		expect(outputs[0].every(({ json }) => json.batch_id === batch.id)).toBe(true);
	});

	it.each<Fault>([
		{ kind: 'status', status: 503, headers: { 'Retry-After': '30' } },
		{ kind: 'lost-answer' },
		{ kind: 'reset-before' },
	])('are started even if the first request gets no response: %j', async (fault) => {
		const match = { route: 'POST /app-projects/{id}/batches/{batchId}/start' };
		pushing.emulator.faults.add({ ...fault, match });
		const { error } = await pushing.push(imageRows(2), { destination: 'newBatch' });
		expect(error?.message).toBeUndefined();
		const [batch, ...others] = pushing.emulator.truth.batches(pushing.projectId);
		expect(batch.status).not.toBe('NEW');
		expect(others).toEqual([]);
		expect(pushing.created()).toHaveLength(2);
		if (fault.kind === 'status') expect(pushing.emulated.slept).toContain(30_000);
	});

	it.each([
		[{}, 'pushing an item to the project'],
		[{ destination: 'newBatch' }, 'creating a batch in the project'],
		[
			{ destination: 'existingBatch', batch: byId('B1') },
			'pushing an item to the batch B1 of the project',
		],
	])('with a single item are reported as such: %j', async (parameters, doing) => {
		const denied = { code: 'ACCESS_DENIED', message: 'Access denied' };
		const match = { method: 'POST' };
		pushing.emulator.faults.add({ kind: 'status', status: 403, body: denied, match });
		const { error } = await pushing.push(imageRows(1), parameters);
		expect(error?.message).toBe(`Access was denied while ${doing} ${pushing.projectId}`);
	});

	it('that exist are added to and not started', async () => {
		const first = await pushing.push(imageRows(1), { destination: 'newBatch', startBatch: false });
		const batchId = first.outputs[0][0].json.batch_id as string;
		const { outputs } = await pushing.push(imageRows(5), {
			destination: 'existingBatch',
			batch: byId(batchId),
			options: { ignoreErrors: true },
		});
		expect(outputs[0].every(({ json }) => json.batch_id === batchId)).toBe(true);
		expect(pushing.created()).toHaveLength(6);
	});
});
