import { describe, expect, it } from 'vitest';
import { assignmentPages } from '../../../nodes/shared/toloka/assignments/assignments.ts';
import type { ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

const row = (id: number) => ({ id: `a-${String(id).padStart(8, '0')}`, status: 'ACCEPTED' });

/** Creates a service that returns these pages whatever is requested, and records the requests. */
function serving(pageAt: (index: number) => { ids: number[]; hasMore: boolean }) {
	const asked: ApiRequest[] = [];
	const send: Send = async (request) => {
		const { ids, hasMore } = pageAt(asked.length);
		asked.push(request);
		return { status: 200, body: { items: ids.map(row), has_more: hasMore } };
	};
	return { send, asked };
}

async function idsOf(send: Send): Promise<string[]> {
	const ids: string[] = [];
	for await (const { slices } of assignmentPages(send, { pool_id: '1' })) {
		for (const { id } of [...slices].flat()) ids.push(id);
	}
	return ids;
}

describe('pages of assignments', () => {
	it('return an assignment once although it is on two pages', async () => {
		const pages = [
			[1, 2, 3],
			[3, 4],
			[4, 5],
		];
		const { send } = serving((index) => ({ ids: pages[index], hasMore: index < 2 }));
		expect(await idsOf(send)).toEqual([1, 2, 3, 4, 5].map((id) => row(id).id));
	});

	it('fail, rather than continue forever, if a page only repeats the previous one', async () => {
		const { send, asked } = serving(() => ({ ids: [1, 2], hasMore: true }));
		await expect(idsOf(send)).rejects.toMatchObject({ kind: 'contradiction' });
		expect(asked).toHaveLength(2);
	});

	it.each<unknown>([null, 'a', { id: 'a' }, { id: 1, status: 'ACCEPTED' }])(
		'fail if one contains %j',
		async (other) => {
			const body = { items: [row(1), other], has_more: false };
			const send: Send = async () => ({ status: 200, body });
			await expect(idsOf(send)).rejects.toMatchObject({ kind: 'unreadable' });
		},
	);

	it('continue from the last ID to the end of 10,000 pages', async () => {
		const { send, asked } = serving((index) => ({ ids: [index], hasMore: index < 9_999 }));
		const ids = await idsOf(send);
		expect(ids).toHaveLength(10_000);
		expect(asked[9_999].query?.id_gt).toBe(row(9_998).id);
	});
});
