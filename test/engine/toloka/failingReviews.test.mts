import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { Operating } from '../operating.mts';

const PATCH = 'PATCH /assignments/{id}';

const operating = new Operating();

it('names the first of several items that fail at once', async () => {
	const { ids } = operating.assignments(2, 'ACTIVE');
	const slow = { kind: 'delay', ms: 200, clock: 'real', applied: true } as const;
	operating.emulator.faults.add({ ...slow, match: { route: PATCH, nth: 2 }, times: 1 });
	const input = ids.map((id) => ({ id }) as IDataObject);
	const assignmentId = '={{ $json.id }}';
	const { error } = await operating.operate('assignment:accept', { assignmentId }, input);
	expect(error?.message).toContain(String(ids[0]));
	expect((error as { context?: object })?.context).toMatchObject({ itemIndex: 0 });
});

it('the empty item in place of rows is called that', async () => {
	const { error } = await operating.operate('assignment:get', { assignmentId: '={{ $json.id }}' });
	expect(error?.message).toContain('the input is an empty item, not a row');
	expect(error?.description).toContain('Always Output Data');
});
