import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { signatureOf } from '../../emulator/v1/webhooks/delivery.mts';
import { HOUR, PLAIN_MIXER, staffedPool } from './pools.mts';
import { codeOf, useService } from './service.mts';

interface Received {
	event: JsonObject;
	signature: string | undefined;
	body: string;
}

const service = useService();
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(async () => {
	receiver = await startReceiver();
});

afterEach(() => receiver.close());

/** Starts a webhook receiver that keeps every event it receives. */
async function startReceiver() {
	const received: Received[] = [];
	const waiting: Array<() => void> = [];
	let status = 200;
	const server = createServer((request, reply) => {
		const pieces: Buffer[] = [];
		request.on('data', (piece: Buffer) => void pieces.push(piece));
		request.on('end', () => {
			const body = Buffer.concat(pieces).toString();
			const [event] = (JSON.parse(body) as { events: JsonObject[] }).events;
			const signature = request.headers['toloka-signature'];
			received.push({ event: event ?? {}, signature: signature?.toString(), body });
			reply.writeHead(status).end();
			for (const look of waiting) look();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		received,
		answerWith: (wanted: number) => void (status = wanted),
		/** Resolves with everything received once there are this many events. */
		count: async (wanted: number) =>
			await new Promise<Received[]>((resolve) => {
				const look = () => void (received.length >= wanted && resolve(received));
				waiting.push(look);
				look();
			}),
		close: () => void server.close(),
	};
}

async function subscribe(pool: string, event: string, extra: JsonObject = {}): Promise<string> {
	const hook = { event_type: event, webhook_url: receiver.url, pool_id: pool, ...extra };
	return ((await service.v1('PUT', '/webhook-subscriptions', hook)).json as { id: string }).id;
}

/** Two people complete the suites of a pool, which then closes. */
async function poolIsDone(...events: string[]): Promise<{ pool: string; hooks: string[] }> {
	const pool = staffedPool(service, { autoAccept: false }).id;
	const hooks: string[] = [];
	for (const event of events) hooks.push(await subscribe(pool, event, { secret_key: '12345' }));
	service.emulator.seedData.addTaskSuites(pool, { count: 3, overlap: 2 });
	service.clock.advance(HOUR);
	await service.v1('GET', `/pools/${pool}`);
	return { pool, hooks };
}

describe('webhooks', () => {
	it('receive every assignment and the end of the pool, each once', async () => {
		const { pool, hooks } = await poolIsDone('ASSIGNMENT_SUBMITTED', 'POOL_CLOSED');
		const events = (await receiver.count(7)).map(({ event }) => event);
		const submitted = events.filter(({ type }) => type === 'ASSIGNMENT_SUBMITTED');
		const ids = service.emulator.truth.assignments(pool).map(({ id }) => id);
		expect(submitted.map((event) => event.assignment_id).sort()).toEqual(ids.sort());
		expect(events.filter(({ type }) => type === 'POOL_CLOSED')).toMatchObject([
			{ pool_id: pool, close_reason: 'COMPLETED', webhook_subscription_id: hooks[1] },
		]);
		expect(new Set(events.map(({ uuid }) => uuid)).size).toBe(7);
	});

	it('receive verdicts', async () => {
		const { pool } = await poolIsDone();
		await subscribe(pool, 'ASSIGNMENT_APPROVED');
		await subscribe(pool, 'ASSIGNMENT_REJECTED');
		const [first, second] = service.emulator.truth.assignments(pool);
		const verdict = async (id: string | undefined, status: string) =>
			await service.v1('PATCH', `/assignments/${id}`, { status, public_comment: 'Because' });
		await verdict(first?.id, 'ACCEPTED');
		await verdict(second?.id, 'REJECTED');
		const events = (await receiver.count(2)).map(({ event }) => event);
		expect(events.map(({ type, assignment_id: id }) => [type, id]).sort()).toEqual([
			['ASSIGNMENT_APPROVED', first?.id],
			['ASSIGNMENT_REJECTED', second?.id],
		]);
	});

	it('receive each task whose answers agree, or that has the maximum number of answers', async () => {
		const rest = {
			dynamic_overlap_config: {
				type: 'BASIC',
				max_overlap: 5,
				min_confidence: 0.9,
				answer_weight_skill_id: '4501',
				fields: [{ name: 'result' }],
			},
		};
		const pool = staffedPool(service, { mixerConfig: PLAIN_MIXER, rest }).id;
		await subscribe(pool, 'DYNAMIC_OVERLAP_COMPLETED');
		const tasks = service.emulator.seedData.addTasks(pool, { count: 12, overlap: 2 });
		service.clock.advance(12 * HOUR);
		await service.v1('GET', `/pools/${pool}`);
		const events = (await receiver.count(12)).map(({ event }) => event);
		expect(events.map((event) => event.task_id).sort()).toEqual([...tasks].sort());
		for (const { confidence, assignment_ids: ids, output_values: values } of events) {
			expect(Number(confidence) >= 0.9 || (ids as string[]).length === 5).toBe(true);
			expect(Object.keys(values as JsonObject)).toEqual(['result']);
		}
	});

	it('receive events signed with their secret', async () => {
		await poolIsDone('POOL_CLOSED');
		const [{ signature, body } = { signature: '', body: '' }] = await receiver.count(1);
		const ts = Number(/ts=(\d+)/.exec(signature ?? '')?.[1]);
		expect(signature).toBe(signatureOf(body, '12345', ts));
		expect(ts).toBe(service.clock.now());
	});

	/** toloka-api §8. */
	it('can check the signature as documented', () => {
		const event =
			'{"event_time":"2000-01-01T12:00:00","project_id":"project-1","pool_id":"pool-1","uuid":"00000000-0000-0000-0000-000000000000","task_suite_id":"task-suite-1","assignment_id":"assignment-1","webhook_subscription_id":"subscription-1","type":"ASSIGNMENT_APPROVED"}';
		expect(signatureOf(`{"events":[${event}]}`, '12345', 946728000000)).toBe(
			'{v=1, ts=946728000000, sign=609af3eefd4c12b6afad30ab456efcd21fe82f4247d3340151a3ca0c97a6cbcb}',
		);
	});

	it('may receive an event twice, with the same uuid', async () => {
		service.emulator.switches.set({ webhooksTwice: true });
		await poolIsDone('POOL_CLOSED');
		const events = (await receiver.count(2)).map(({ event }) => event);
		expect(events[1]).toEqual(events[0]);
	});
});

describe('a test call', () => {
	const tried = async (id: string) => await service.v1('POST', `/webhook-subscriptions/${id}/test`);

	it('reports that the address answers', async () => {
		const pool = staffedPool(service).id;
		const reply = await tried(await subscribe(pool, 'POOL_CLOSED'));
		const [{ event } = { event: { uuid: null } }] = await receiver.count(1);
		expect(event).toMatchObject({ type: 'TEST_EVENT', pool_id: pool });
		expect(event).not.toHaveProperty('webhook_subscription_id');
		expect(reply.json).toMatchObject({
			success: true,
			errorType: null,
			originalStatusCode: 200,
			uuids: [event.uuid],
		});
	});

	it('reports why it does not', async () => {
		const pool = staffedPool(service).id;
		receiver.answerWith(500);
		expect((await tried(await subscribe(pool, 'POOL_CLOSED'))).json).toMatchObject({
			success: false,
			errorType: 'WRONG_STATUS_CODE',
			originalStatusCode: 500,
		});
		const nobody = await subscribe(pool, 'POOL_CLOSED', { webhook_url: 'http://127.0.0.1:1/' });
		expect((await tried(nobody)).json).toMatchObject({
			success: false,
			errorType: 'CONNECTION_ERROR',
			originalStatusCode: null,
		});
		expect(codeOf(await tried('1'))).toBe('404 DOES_NOT_EXIST');
	});
});
