import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';
import type { Http } from './http.mts';

const PAGE = 1_000;

interface Page {
	content: Array<{ id: string }>;
	has_more: boolean;
}

/** W5: reads every finished item of a project, page by page. */
export async function drainItems(http: Http, task: Task): Promise<Outcome> {
	const { seconds, result } = await timed(async () => await finishedItems(http, task));
	const distinct = new Set(result.map(({ id }) => id)).size;
	return { seconds, rows: distinct, figures: { doubled: result.length - distinct } };
}

export async function finishedItems(http: Http, { target }: Task): Promise<Page['content']> {
	const path = `/api/app/v0/app-projects/${target}/items`;
	const items: Page['content'] = [];
	for (;;) {
		const { data } = await http.get<Page>(path, {
			params: { sort: 'finished', limit: PAGE, after_id: items.at(-1)?.id },
		});
		for (const item of data.content) items.push(item);
		if (!data.has_more) return items;
	}
}
