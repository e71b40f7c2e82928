import { TolokaFailure } from '../service/failures';
import type { Page } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import type { FieldSpecs } from '../fields/specs';
import { parseSpecs } from '../fields/specs';
import { list, objectWithId } from './items';
import { clean } from '../values/foreign';

/** The Apps API: app projects, their solution, items and batches (toloka-api §5). */

export interface AppProject {
	id: string;
	app_id: string;
	name: string;
	status: string;
}

export async function getAppProject(send: Send, projectId: string): Promise<AppProject> {
	const doing = `reading the project ${projectId}`;
	const reply = await send({
		method: 'GET',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}`,
		doing,
	});
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

/** One page of projects by name, for the picker; `cursor` is the id of the last one shown. */
export async function listAppProjects(send: Send, cursor?: string): Promise<Page<AppProject>> {
	return await list<AppProject>(send, {
		path: '/app-projects',
		query: { sort: 'name', limit: 100, after_id: cursor },
		doing: 'listing the projects',
	});
}

/** Refuses a project that takes no items; items may be uploaded while it is being checked (§5.2). */
export function assertTakesItems(project: AppProject): void {
	if (['READY', 'CREATING'].includes(project.status)) return;
	throw new TolokaFailure('refused-locally', {
		text: `The project ${clean(project.id)} has the status ${clean(project.status)} and takes no items`,
		advice: 'Choose a project that is ready, or unarchive this one on the Toloka website.',
	});
}
