import type { AxiosInstance } from 'axios';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';

/** The same as that of the node (`assignment/getMany.ts`). */
const PAGE = 1_000;

interface Page {
	items: Array<{ id: string; tasks: unknown[] }>;
	has_more: boolean;
}

/** W10: the assignments of a pool, page after page; nothing is made of them. */
export async function readAnswers(http: AxiosInstance, task: Task): Promise<Outcome> {
	const { seconds, result } = await timed(async () => {
		let count = 0;
		let after: string | undefined;
		for (;;) {
			const { data } = await http.get<Page>('/api/v1/assignments', {
				params: { pool_id: task.target, sort: 'id', limit: PAGE, id_gt: after },
			});
			for (const { tasks } of data.items) count += tasks.length;
			if (!data.has_more) return count;
			after = data.items.at(-1)?.id;
		}
	});
	return { seconds, rows: result };
}
