import { expect, it } from 'vitest';
import { listAssignments } from '../../../nodes/shared/toloka/assignments/assignments.ts';
import { listItems } from '../../../nodes/shared/toloka/items/items.ts';
import { listOperations } from '../../../nodes/shared/toloka/operations/operation.ts';
import { listPools } from '../../../nodes/shared/toloka/pools/pools.ts';
import { listSkills } from '../../../nodes/shared/toloka/pools/skills.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { readListPage } from '../../../nodes/shared/toloka/service/slicedList.ts';

const LISTS: Array<[string, (send: Send) => Promise<unknown>]> = [
	['items', async (send) => await listItems(send, 'p', {})],
	['assignments', async (send) => await listAssignments(send, { pool_id: '1' })],
	['operations', async (send) => await listOperations(send, {})],
	['pools', async (send) => await listPools(send)],
	['skills', async (send) => await listSkills(send)],
	[
		'rows that stay bytes',
		async (send) =>
			await readListPage(send, { method: 'GET', api: 'v1', path: '/', doing: 'd' }, 'rows'),
	],
];

it.each(LISTS)('a page of %s without has_more is not a last page', async (_name, read) => {
	const answering = (rest: object) => async () => ({ status: 200, body: { items: [], ...rest } });
	for (const has_more of [undefined, null, 0, 1, 'true']) {
		await expect(read(answering({ has_more }))).rejects.toMatchObject({ kind: 'unreadable' });
	}
	await expect(read(answering({ has_more: false }))).resolves.toMatchObject({ hasMore: false });
});

it.each(LISTS)(
	'the list of %s may be null if it is empty (toloka-api §P9), but not absent',
	async (_name, read) => {
		for (const name of ['items', 'content']) {
			const answering = (has_more: boolean) => async () => ({
				status: 200,
				body: { [name]: null, has_more },
			});
			await expect(read(answering(false))).resolves.toMatchObject({ hasMore: false });
		}
		await expect(
			read(async () => ({ status: 200, body: { has_more: false } })),
		).rejects.toMatchObject({ kind: 'unreadable' });
	},
);
