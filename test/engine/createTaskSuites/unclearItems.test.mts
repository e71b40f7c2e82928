import { expect, it } from 'vitest';
import { POST, pictures, Creating } from '../creating.mts';
import { byId } from '../emulated.mts';

const creating = new Creating();
const sync = { delivery: 'sync' };

it('names only the items whose outcome is unclear, not those of another pool', async () => {
	const other = creating.emulator.seedData.addPool({ defaultOverlap: 1 }).id;
	creating.emulator.faults.add({ kind: 'lost-answer', match: { route: POST } });
	const rows = pictures(4).map((row, at) => ({ ...row, to: at % 2 ? other : creating.pool.id }));
	const { error } = await creating.create(rows, { ...sync, pool: byId('={{ $json.to }}') });
	expect(error?.description).toContain(
		`the task suites of items 0, 2 were created: look in the pool ${creating.pool.id}`,
	);
});

it('names a single item whose outcome is unclear', async () => {
	creating.emulator.faults.add({ kind: 'lost-answer', match: { route: POST } });
	const { error } = await creating.create(pictures(1), sync);
	expect(error?.description).toContain('whether the task suites of item 0 were created');
});
