import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import {
	fieldError,
	inappropriateStatus,
	validationFailed,
	type FieldErrors,
} from '../service/errors.mts';
import type { World } from '../world.mts';
import { noteQueueChange, settleQueue } from './batchQueue.mts';
import { addAppProject } from './catalogue.mts';
import type { AppProject } from './entities.mts';
import { startWaiting } from './itemCreation.mts';

interface ProjectForm {
	appId: string | null;
	parentId: string | null;
	name: string | null;
	parameters: JsonObject;
}

/** Creates a project, which is first checked, then ready (toloka-api §5.2). */
export function createProject(world: World, form: ProjectForm): AppProject {
	const parent = form.parentId === null ? undefined : world.appProjects.get(form.parentId);
	const app = world.apps.get(form.appId ?? parent?.app.id ?? '');
	const errors: FieldErrors = new Map();
	if (form.parentId !== null && form.parentId !== '' && parent === undefined) {
		errors.set('parent_app_project_id', fieldError('ENTITY_DOES_NOT_EXIST'));
	}
	if (app === undefined) {
		const missing = form.appId === null && parent === undefined;
		errors.set('app_id', fieldError(missing ? 'VALUE_REQUIRED' : 'ENTITY_DOES_NOT_EXIST'));
	}
	if (form.name === null) {
		errors.set('name', fieldError('VALUE_REQUIRED'));
	}
	if (app === undefined || form.name === null || errors.size > 0) {
		throw validationFailed(errors);
	}
	const project = addAppProject(world, { name: form.name, app, status: 'CREATING' });
	project.parentId = parent?.id ?? '';
	project.parameters = { ...parent?.parameters, ...form.parameters };
	project.checkedUs = world.nowUs() + world.switches.get().projectCheckMs * US_PER_MS;
	return project;
}

/** Applies what is due by the clock: the end of the check, and starts of queued batches. */
export function settleProject(world: World, project: AppProject): void {
	const { checkedUs } = project;
	if (checkedUs !== null && checkedUs <= world.nowUs()) {
		project.checkedUs = null;
		if (project.status === 'CREATING') {
			project.status = 'READY';
			startWaiting(world, project, checkedUs);
		} else if (project.statusBeforeArchive === 'CREATING') {
			project.statusBeforeArchive = 'READY';
		}
	}
	settleQueue(world, project);
}

/** Archived projects can only be read or cloned; labeling that has begun continues. */
export function archiveProject(project: AppProject): void {
	if (project.status === 'ARCHIVED') {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['CREATING', 'READY', 'ERROR']);
	}
	project.statusBeforeArchive = project.status;
	project.status = 'ARCHIVED';
}

/** "Changes the project status to the last one it had before" (the official reference). */
export function unarchiveProject(world: World, project: AppProject): void {
	if (project.status !== 'ARCHIVED') {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['ARCHIVED']);
	}
	project.status = project.statusBeforeArchive;
	if (project.status === 'READY') {
		startWaiting(world, project, world.nowUs());
	}
	noteQueueChange(world, project);
}
