import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { baseUrlOf } from '../../toloka/service/access';
import { refusal } from '../../toloka/service/failures';
import type { FieldSpecs } from '../../toloka/fields/declared/specs';
import type { Page } from '../../toloka/service/paging';
import type { Send } from '../../toloka/service/requests';
import { checkedId } from '../../toloka/service/requests';
import { textOf, clean } from '../../toloka/values/foreign';
import { chosenIn } from './chosen';
import { toNodeError } from '../errors';
import { idInAddress } from '../parameters/fields';
import { connect } from '../transport/transport';
import { getAppProject, getInputSpec, listAppProjects } from '../../toloka/items/projects';
import { listBatches } from '../../toloka/items/batches';

/** Somebody is looking at the open list: a quick message is better than a long wait. */
export const PICKER_PATIENCE = { timeoutMs: 20_000, waitBudgetMs: 3_000 };

/** Most pages to read per call while the user types a search. */
const MAX_PAGES_PER_SEARCH = 100;
/** Rows after which a search pauses: n8n requests more only if its list scrolls, and 8 rows fit. */
const ROWS_THAT_SCROLL = 20;

interface Choice extends INodeListSearchItems {
	/** False if the node cannot use it now; listed after the others of its page. */
	isUsable?: boolean;
}

/** Starts a search; `site` is the base URL of the environment, for links to its pages. */
type BeginSearch = (
	send: Send,
	site: string,
	context: ILoadOptionsFunctions,
) => (cursor?: string) => Promise<Page<Choice>>;

/** The method that n8n calls for each page of a picker. */
type Picker = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Makes a picker that filters the service's pages by name or id until it has enough choices. */
export function pickerOf(beginSearch: BeginSearch): Picker {
	return async function (filter = '', paginationToken) {
		try {
			const { send, credentials } = await connect(this, PICKER_PATIENCE);
			const nextPage = beginSearch(send, baseUrlOf(credentials) ?? '', this);
			const wanted = filter.trim().toLowerCase();
			const enough = wanted === '' ? 1 : ROWS_THAT_SCROLL;
			const found: Choice[] = [];
			let cursor = paginationToken;
			for (let page = 1; ; page++) {
				const { rows, hasMore } = await nextPage(cursor);
				const isWanted = ({ name, value }: Choice) =>
					name.toLowerCase().includes(wanted) || String(value) === filter.trim();
				found.push(...rows.filter(isWanted));
				const last = rows[rows.length - 1] as Choice | undefined;
				cursor = hasMore && last ? String(last.value) : undefined;
				if (found.length >= enough || cursor === undefined || page === MAX_PAGES_PER_SEARCH) {
					return { results: usableFirst(found), paginationToken: cursor };
				}
			}
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

function usableFirst(choices: readonly Choice[]): INodeListSearchItems[] {
	const isUsable = (choice: Choice) => choice.isUsable !== false;
	const shown = [...choices.filter(isUsable), ...choices.filter((one) => !isUsable(one))];
	const nameOf = namesToldApart(shown);
	return shown.map((choice) => {
		const { value, url } = choice;
		return { name: nameOf(choice), value, ...(url !== undefined && { url }) };
	});
}

/** Adds the id to a name that another choice of the page also has, as clones of a pool do. */
function namesToldApart(choices: readonly Choice[]): (choice: Choice) => string {
	const counts = new Map<string, number>();
	for (const { name } of choices) counts.set(name, (counts.get(name) ?? 0) + 1);
	return ({ name, value }) => (counts.get(name) === 1 ? name : `${name}, ID ${value}`);
}

/** App projects for the picker, by name, those that are ready first. */
export const searchAppProjects = pickerOf((send, site) => async (cursor) => {
	const { rows, hasMore } = await listAppProjects(send, cursor);
	return {
		hasMore,
		rows: rows.map(({ id, name, status }) => ({
			name: named(name, status),
			value: id,
			url: `${site}/requester/app-project/${id}`,
			isUsable: status === 'READY',
		})),
	};
});

/** Batches of the chosen project for the picker, newest first. */
export const searchBatches = pickerOf((send, _site, context) => async (cursor) => {
	const query = { sort: '-created', after_id: cursor };
	const { rows, hasMore } = await listBatches(send, chosenId(context, 'project'), query);
	return {
		hasMore,
		rows: rows.map(({ id, name, status }) => ({ name: named(name || id, status), value: id })),
	};
});

/** Adds the status unless it is the usual one. */
function named(name: string, status: string): string {
	return status === 'READY' ? clean(textOf(name)) : withStatus(name, status);
}

/** The name of a choice with its status: `Cats (closed)`. */
export function withStatus(name: string, status: string): string {
	return `${clean(textOf(name))} (${clean(textOf(status)).toLowerCase().replace(/_/g, ' ')})`;
}

/** Returns the id chosen in another picker, on which the choices depend. */
export function chosenId(context: ILoadOptionsFunctions, parameter: 'project' | 'pool'): string {
	const chosen = chosenIn(context, parameter);
	const label = parameter === 'project' ? 'Project' : 'Pool';
	if (chosen) return checkedId(idInAddress(parameter, chosen), label);
	throw refusal(`Choose the ${parameter} first`, 'The choices depend on it.');
}

export async function appProjectFields(context: ILoadOptionsFunctions): Promise<FieldSpecs> {
	const { send } = await connect(context, PICKER_PATIENCE);
	const { app_id: appId } = await getAppProject(send, chosenId(context, 'project'));
	return await getInputSpec(send, appId);
}
