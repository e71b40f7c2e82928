import type { JsonObject } from '../../emulator/json.mts';
import type { Service } from './service.mts';
import type { Visit } from './v1Visits.mts';

/** Lists one good request to every route about pools and trainings. */
export function poolVisits(service: Service): Record<string, Visit> {
	const training = { project_id: '70001', private_name: 'Practice' };
	const pool = {
		...training,
		will_expire: '2024-12-31T00:00:00',
		reward_per_assignment: 0.02,
		assignment_max_duration_seconds: 600,
		defaults: { default_overlap_for_new_task_suites: 3 },
	};
	return {
		...visitsOf(service, 'pools', pool),
		'PATCH /pools/{id}': {
			path: `/pools/${add(service, 'pools')}`,
			body: { priority: 7 },
			status: 200,
		},
		...visitsOf(service, 'trainings', training),
	};
}

function visitsOf(
	service: Service,
	what: 'pools' | 'trainings',
	body: JsonObject,
): Record<string, Visit> {
	const { seedData } = service.emulator;
	const open = [1, 2].map(() => add(service, what));
	open.forEach((id) => seedData.openPool(id));
	const [first, second] = open;
	const act = (id: string | undefined, verb: string): Visit => ({
		path: `/${what}/${id}/${verb}`,
		status: 202,
	});
	const one = add(service, what);
	return {
		[`GET /${what}`]: { path: `/${what}`, status: 200 },
		[`POST /${what}`]: { path: `/${what}`, body, status: 201 },
		[`GET /${what}/{id}`]: { path: `/${what}/${one}`, status: 200 },
		[`PUT /${what}/{id}`]: { path: `/${what}/${one}`, body, status: 200 },
		[`POST /${what}/{id}/open`]: act(add(service, what), 'open'),
		[`POST /${what}/{id}/close`]: act(first, 'close'),
		[`POST /${what}/{id}/close-for-update`]: act(second, 'close-for-update'),
		[`POST /${what}/{id}/archive`]: act(add(service, what), 'archive'),
		[`POST /${what}/{id}/clone`]: act(one, 'clone'),
	};
}

/** Adds a closed one that can be opened. */
function add({ emulator: { seedData } }: Service, what: 'pools' | 'trainings'): string {
	const { id } = seedData.addPool({ type: what === 'pools' ? 'REGULAR' : 'TRAINING' });
	if (what === 'pools') {
		seedData.addTaskSuites(id, { count: 1, overlap: 1 });
	} else {
		seedData.addTasks(id, { count: 1, known: () => ({ result: 'cat' }) });
	}
	return id;
}
