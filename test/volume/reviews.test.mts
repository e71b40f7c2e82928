import { expect, it } from 'vitest';
import { Operating, rows } from '../engine/operating.mts';

const operating = new Operating();

it('2,000 assignments are accepted with one request each', async () => {
	const { log, seedData, switches, truth } = operating.emulator;
	switches.set({ requestsPerSecond: 0 });
	const { id: pool } = seedData.addPool({ status: 'OPEN', autoAccept: false });
	const ids = seedData.addAssignments(pool, { count: 2_000, status: 'SUBMITTED' });
	const parameters = { assignmentId: '={{ $json.id }}' };
	const input = ids.map((id) => ({ id }));
	const result = await operating.operate('assignment:accept', parameters, input);
	expect(rows(result)).toHaveLength(2_000);
	const statuses = truth.assignments(pool).map(({ status }) => status);
	expect(new Set(statuses)).toEqual(new Set(['ACCEPTED']));
	expect(log.count('PATCH /assignments/{id}')).toBe(2_000);
});
