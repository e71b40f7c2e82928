import type { Page } from '../service/paging';
import { isPage } from '../service/paging';
import type { Send } from '../service/requests';
import { unexpectedShape } from '../service/requests';
import { isRecord } from '../values/foreign';

/** A measure of performers; answers can be weighed by it (toloka-api §6.6). */
export interface Skill {
	id: string;
	name: string;
}

const PAGE = 100;

/** One page of skills, newest first; `cursor` is the id of the last one shown. */
export async function listSkills(send: Send, cursor?: string): Promise<Page<Skill>> {
	const doing = 'listing the skills';
	const query = { sort: '-id', limit: PAGE, id_lt: cursor };
	const { body } = await send({ method: 'GET', api: 'v1', path: '/skills', query, doing });
	if (!isPage(body) || !Array.isArray(body.items) || !body.items.every(isSkill)) {
		throw unexpectedShape(doing, 'a list of skills with has_more');
	}
	return { rows: body.items, hasMore: body.has_more };
}

function isSkill(value: unknown): value is Skill {
	return isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
