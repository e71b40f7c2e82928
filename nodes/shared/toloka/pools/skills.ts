import type { Page } from '../service/paging';
import { pageOf } from '../service/paging';
import type { Send } from '../service/requests';
import { isRecord } from '../values/foreign';

/** A measure of performers, by which answers can be weighted (toloka-api §6.6). */
interface Skill {
	id: string;
	name: string;
}

const PAGE = 100;

/** One page of skills, newest first; `cursor` is the id of the last one shown. */
export async function listSkills(send: Send, cursor?: string): Promise<Page<Skill>> {
	const doing = 'listing the skills';
	const query = { sort: '-id', limit: PAGE, id_lt: cursor };
	const reply = await send({ method: 'GET', api: 'v1', path: '/skills', query, doing });
	return pageOf(reply, isSkill, doing, 'a list of skills with has_more');
}

function isSkill(value: unknown): value is Skill {
	return isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
