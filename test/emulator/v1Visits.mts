import type { Json } from '../../emulator/json.mts';
import { poolVisits } from './poolVisits.mts';
import { userVisits } from './userVisits.mts';
import type { Service } from './service.mts';

/** The smallest interface that the documentation allows. */
const VIEW = { type: 'tb', config: '{}', settings: {}, lock: { core: '1.0.0' } };

/** One good request to a route. */
export interface Visit {
	path: string;
	body?: Json;
	status: number;
}

/** Lists one good request to every route of v1, in this order. */
export function v1Visits(service: Service): Record<string, Visit> {
	const { emulator } = service;
	const [suite] = emulator.truth.taskSuites(emulator.catalogue.pool('OPEN').id);
	const pool = emulator.catalogue.pool('OPEN').id;
	const operation = emulator.seedData.addAggregation({ rows: 3 });
	const empty = emulator.seedData.addPool({ defaultOverlap: 2 }).id;
	emulator.seedData.addTaskSuites(empty, { count: 1 });
	const aggregation = { pool_id: pool, type: 'DAWID_SKENE', fields: [{ name: 'result' }] };
	const skill = emulator.catalogue.skills()[0]?.id;
	const mixing = emulator.seedData.addPool({
		mixerConfig: { real_tasks_count: 2, golden_tasks_count: 0, training_tasks_count: 0 },
	}).id;
	const [task] = emulator.seedData.addTasks(mixing, { count: 3 });
	const [assignment = ''] = emulator.seedData.addAssignments(empty, {
		count: 1,
		status: 'SUBMITTED',
	});
	const file = emulator.seedData.addAttachment(assignment);
	return {
		'GET /requester': { path: '/requester', status: 200 },
		...projectVisits(emulator),
		'GET /skills': { path: '/skills', status: 200 },
		'GET /skills/{id}': { path: `/skills/${skill}`, status: 200 },
		'POST /skills': { path: '/skills', body: { name: 'New' }, status: 201 },
		'PUT /skills/{id}': { path: `/skills/${skill}`, body: { name: 'Other' }, status: 200 },
		...poolVisits(service),
		...userVisits(service, skill ?? ''),
		'POST /analytics-2': {
			path: '/analytics-2',
			body: [{ subject: 'POOL', subject_id: pool, name: 'real_tasks_count' }],
			status: 202,
		},
		'GET /pools/{id}/assignments.tsv': { path: `/pools/${pool}/assignments.tsv`, status: 200 },
		'POST /task-suites': {
			path: '/task-suites',
			body: { pool_id: pool, overlap: 1, tasks: [{ input_values: { image: 'www.example.org' } }] },
			status: 201,
		},
		'GET /task-suites': { path: `/task-suites?pool_id=${pool}`, status: 200 },
		'GET /task-suites/{id}': { path: `/task-suites/${suite?.id}`, status: 200 },
		'GET /operations': { path: '/operations', status: 200 },
		'GET /operations/{id}': { path: `/operations/${operation}`, status: 200 },
		'GET /operations/{id}/log': { path: `/operations/${operation}/log`, status: 200 },
		'POST /aggregated-solutions/aggregate-by-pool': {
			path: '/aggregated-solutions/aggregate-by-pool',
			body: aggregation,
			status: 202,
		},
		'POST /aggregated-solutions/aggregate-by-task': {
			path: '/aggregated-solutions/aggregate-by-task',
			body: { ...aggregation, task_id: suite?.tasks[0]?.id ?? '' },
			status: 200,
		},
		'GET /aggregated-solutions/{operationId}': {
			path: `/aggregated-solutions/${operation}`,
			status: 200,
		},
		'POST /tasks': {
			path: '/tasks',
			body: { pool_id: mixing, overlap: 1, input_values: { image: 'www.example.org' } },
			status: 201,
		},
		'GET /tasks': { path: `/tasks?pool_id=${mixing}`, status: 200 },
		'GET /tasks/{id}': { path: `/tasks/${task}`, status: 200 },
		'PATCH /tasks/{id}': { path: `/tasks/${task}`, body: { overlap: 2 }, status: 200 },
		'PATCH /tasks/{id}/set-overlap-or-min': {
			path: `/tasks/${task}/set-overlap-or-min`,
			body: { overlap: 0 },
			status: 200,
		},
		'PATCH /task-suites/{id}': {
			path: `/task-suites/${suite?.id}`,
			body: { overlap: 4 },
			status: 200,
		},
		'PATCH /task-suites/{id}/set-overlap-or-min': {
			path: `/task-suites/${suite?.id}/set-overlap-or-min`,
			body: { overlap: 3 },
			status: 200,
		},
		'GET /assignments': { path: `/assignments?pool_id=${empty}`, status: 200 },
		'GET /assignments/{id}': { path: `/assignments/${assignment}`, status: 200 },
		'GET /attachments': { path: `/attachments?pool_id=${empty}`, status: 200 },
		'GET /attachments/{id}': { path: `/attachments/${file}`, status: 200 },
		'GET /attachments/{id}/download': { path: `/attachments/${file}/download`, status: 200 },
		'GET /pools/{id}/validate': { path: `/pools/${pool}/validate`, status: 200 },
		'PUT /poolModeration/{id}': {
			path: `/poolModeration/${pool}`,
			body: { status: 'READY' },
			status: 200,
		},
		'PATCH /assignments/{id}': {
			path: `/assignments/${assignment}`,
			body: { status: 'ACCEPTED' },
			status: 200,
		},
	};
}

function projectVisits({ seedData }: Service['emulator']): Record<string, Visit> {
	const project = {
		public_name: 'Birds',
		public_description: 'Which bird?',
		assignments_issuing_type: 'AUTOMATED',
		task_spec: { input_spec: {}, output_spec: { bird: { type: 'string' } }, view_spec: VIEW },
	};
	const { projectId, id } = seedData.addPool({ outputSpec: { bird: { type: 'string' } } });
	seedData.setPoolStatus(id, 'ARCHIVED');
	return {
		'GET /projects': { path: '/projects', status: 200 },
		'POST /projects': { path: '/projects', body: project, status: 201 },
		'GET /projects/{id}': { path: `/projects/${projectId}`, status: 200 },
		'PUT /projects/{id}': { path: `/projects/${projectId}`, body: project, status: 200 },
		'POST /projects/{id}/check': {
			path: `/projects/${projectId}/check`,
			body: project,
			status: 200,
		},
		'POST /projects/{id}/archive': { path: `/projects/${projectId}/archive`, status: 202 },
	};
}
