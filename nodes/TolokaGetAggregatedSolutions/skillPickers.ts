import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listSkills } from '../shared/toloka/pools/skills';
import { searchList } from '../shared/n8n/pickers';

/** Skills for the picker, newest first. */
export async function searchSkills(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		async (send, cursor) => {
			const { rows, hasMore } = await listSkills(send, cursor);
			return { hasMore, rows: rows.map(({ id, name }) => ({ name: name || id, value: id })) };
		},
		filter,
		paginationToken,
	);
}
