import { refusal } from '../service/failures';
import type { Page } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import type { FieldSpecs } from '../fields/declared/specs';
import { parseSpecs } from '../fields/declared/specs';
import { list, objectWithId } from './items';
import { clean } from '../values/foreign';

/** The Apps API: app projects, their solution, items and batches (toloka-api §5). */

interface AppProject {
	id: string;
	app_id: string;
	name: string;
	status: string;
}

export async function getAppProject(send: Send, projectId: string): Promise<AppProject> {
	const doing = `reading the project ${projectId}`;
	const path = pathOf`/app-projects/${projectId}`;
	const reply = await send({ method: 'GET', api: 'apps', path, doing });
	const project = objectWithId<AppProject>(reply, doing);
	if (typeof project.app_id === 'string' && typeof project.status === 'string') return project;
	throw unexpectedShape(doing, 'a project with its solution and status');
}

/** Input fields of the solution behind a project. */
export async function getInputSpec(send: Send, appId: string): Promise<FieldSpecs> {
	const doing = `reading the input fields of the solution ${appId}`;
	const reply = await send({ method: 'GET', api: 'apps', path: pathOf`/apps/${appId}`, doing });
	const { input_spec: spec } = objectWithId<{ input_spec?: unknown }>(reply, doing);
	return parseSpecs(spec);
}

/** Reads one page of projects by name, for the picker; `cursor` is the id of the last one shown. */
export async function listAppProjects(send: Send, cursor?: string): Promise<Page<AppProject>> {
	return await list<AppProject>(send, {
		path: '/app-projects',
		query: { sort: 'name', limit: 100, after_id: cursor },
		doing: 'listing the projects',
	});
}

const ARCHIVED = [
	'is archived',
	'Unarchive it on the Toloka website, or choose another project.',
] as const;
/** What a status other than READY and CREATING means, and what to do (toloka-api §5.2). */
export const NOT_ACCEPTING = new Map<string, readonly [string, string]>([
	['ARCHIVE', ARCHIVED],
	['ARCHIVED', ARCHIVED],
	['ERROR', ['has a broken setup (ERROR)', 'Fix its setup on the Toloka website.']],
]);

/** Refuses a project that accepts no items; one being checked accepts them (toloka-api §5.2). */
export function assertAcceptsItems({ id, status }: AppProject): void {
	if (['READY', 'CREATING'].includes(status)) return;
	const [state, advice] = NOT_ACCEPTING.get(status) ?? [
		`has the status ${clean(status)}`,
		'Choose a project with the status READY.',
	];
	throw refusal(`Project ${clean(id)} ${state} and does not accept items`, advice);
}
