import { expect, it } from 'vitest';
import { Creating, pictures } from '../engine/creating.mts';

const creating = new Creating();
const POST = 'POST /tasks';
const LOG = 'GET /operations/{id}/log';
const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
const INPUT_SPEC = { image: { type: 'url' }, note: { type: 'string' } } as const;
const RETRY = { settings: { retryOnFail: true, maxTries: 4, waitBetweenTries: 1 } };

it('100,000 tasks are created once each, despite lost responses and retries', async () => {
	const { faults, log, switches, truth } = creating.emulator;
	const rows = pictures(100_000, 'x'.repeat(400));
	switches.set({ requestsPerSecond: 0 });
	creating.usePool({ mixerConfig: MIXER, defaultTaskOverlap: 3, inputSpec: INPUT_SPEC });
	faults.add({ kind: 'lost-answer', match: { route: POST }, times: 20 });
	faults.add({ kind: 'status', status: 503, match: { route: LOG }, times: 12 });
	// Statuses that the node does not retry itself, so n8n runs it again.
	faults.add({ kind: 'status', status: 403, match: { route: LOG, nth: 20 } });
	faults.add({ kind: 'status', status: 403, match: { route: POST, nth: 30 } });
	const { outputs, error } = await creating.create(rows, {}, RETRY);
	expect(error).toBeUndefined();
	// Each run of the node reads the pool once.
	expect(log.count('GET /pools/{id}')).toBeGreaterThan(1);
	expect(log.count(POST)).toBeGreaterThanOrEqual(40 + 20);
	const tasks = truth.tasks(creating.pool.id);
	const created = new Map(tasks.map(({ id, input }) => [id, input.image]));
	expect(tasks).toHaveLength(rows.length);
	const answered = outputs[0].map(({ json }) => created.get(String(json.task_id)));
	expect(answered).toEqual(rows.map(({ image }) => image));
});
