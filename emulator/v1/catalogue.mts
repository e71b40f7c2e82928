import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import type { Spec } from '../service/inputSpec.mts';
import type { World } from '../world.mts';
import { addProject } from './account/projects.mts';
import { addSkill } from './account/skills.mts';
import { answerSuites } from './assignments/builders.mts';
import type { Pool, PoolProject, PoolSettings, PoolStatus } from './entities.mts';
import { addPool } from './pools/adding.mts';
import { closePool, type CloseReason } from './pools/closing.mts';
import { startRunning } from './pools/opening.mts';
import { defaultSettings, readMixer, withSomeDefault } from './pools/settings.mts';
import { addTaskSuites } from './tasks/builders.mts';

const DAY_MS = 86_400_000;
const VIEW_SETTINGS = {
	showSkip: true,
	showTimer: true,
	showTitle: true,
	showSubmit: true,
	showFullscreen: true,
	showInstructions: true,
	showFinish: true,
	showMessage: true,
	showReward: true,
};
const MAP_VIEW = {
	title_template: '{{inputParams.address}}',
	description_template: '',
	map_provider: 'YANDEX',
};
const MIXER = readMixer({
	real_tasks_count: 5,
	golden_tasks_count: 0,
	training_tasks_count: 0,
});
const SEEDED_SUITES = 20;
const ANSWERED_EVERY_MS = 600_000;

interface NewPool {
	project: PoolProject;
	privateName: string;
	status?: PoolStatus;
	type?: Pool['type'];
	createdMs?: number;
	settings?: Partial<PoolSettings>;
	/** The pool was opened and closed for this reason; by default a closed pool was never opened. */
	lastCloseReason?: CloseReason;
	/** Whether simulated performers come; null = as the switch says. */
	performers?: boolean | null;
}

/** By default its view offers the allowed values. */
type NewPoolProject = Omit<PoolProject, 'id' | 'createdUs' | 'viewSpec' | 'rest'> & {
	viewSpec?: JsonObject;
};

const projects: ReadonlyArray<NewPoolProject> = [
	{
		publicName: 'Cats and dogs',
		publicDescription: 'Say what the picture shows',
		status: 'ACTIVE',
		issuing: 'AUTOMATED',
		inputSpec: {
			image: { type: 'url' },
			note: { type: 'string', required: false, max_length: 1_000 },
		},
		outputSpec: { result: { type: 'string', allowed_values: ['cat', 'dog', 'other'] } },
	},
	{
		publicName: 'Sentiment of comments',
		publicDescription: 'Say how a comment sounds',
		status: 'ACTIVE',
		issuing: 'AUTOMATED',
		inputSpec: {
			text: { type: 'string', min_length: 1, max_length: 20_000 },
			author: { type: 'string', required: false, hidden: true },
			likes: { type: 'integer', required: false, min_value: 0 },
			weight: { type: 'float', required: false },
			is_reply: { type: 'boolean', required: false },
			topics: { type: 'array_string', required: false, max_size: 10 },
			meta: { type: 'json', required: false },
		},
		outputSpec: {
			result: { type: 'string', allowed_values: ['positive', 'neutral', 'negative'] },
			is_spam: { type: 'boolean', required: false },
		},
	},
	{
		publicName: 'Shop signs on the map',
		publicDescription: 'Photograph a sign',
		status: 'ACTIVE',
		issuing: 'MAP_SELECTOR',
		inputSpec: {
			address: { type: 'STRING' },
			photo: { type: 'URL', required: false },
			place: { type: 'COORDINATES', required: false },
		},
		outputSpec: { verdict: { type: 'STRING', allowed_values: ['found', 'missing'] } },
	},
	{
		publicName: 'Retired project',
		publicDescription: '',
		status: 'ARCHIVED',
		issuing: 'AUTOMATED',
		inputSpec: { image: { type: 'url' } },
		outputSpec: { result: { type: 'string' } },
	},
];

export function addPoolProject(world: World, project: NewPoolProject): PoolProject {
	const isMap = project.issuing === 'MAP_SELECTOR';
	return addProject(world, {
		createdUs: world.nowUs() - 50 * DAY_MS * US_PER_MS,
		viewSpec: viewOf(project.outputSpec),
		rest: isMap ? { assignments_issuing_view_config: MAP_VIEW } : {},
		...project,
	});
}

/** A Template Builder view with a group of buttons for each field with allowed values. */
function viewOf(outputSpec: Spec): JsonObject {
	const items = Object.entries(outputSpec).flatMap(([path, { allowed_values: allowed }]) =>
		allowed === undefined
			? []
			: [
					{
						type: 'field.button-radio-group',
						data: { type: 'data.output', path },
						options: allowed.map((value) => ({ label: String(value), value })),
					},
				],
	);
	return {
		type: 'tb',
		config: JSON.stringify({ view: { type: 'view.list', items } }),
		lock: { core: '1.0.0', 'view.list': '1.0.0', 'field.button-radio-group': '1.0.0' },
		settings: VIEW_SETTINGS,
	};
}

/** Adds a pool in any status, as if it had got there in the usual way. */
export function addSeededPool(world: World, wanted: NewPool): Pool {
	const { status = 'CLOSED', type = 'REGULAR', project, privateName, performers = null } = wanted;
	const createdUs = Math.floor(wanted.createdMs ?? world.clock.now()) * US_PER_MS;
	const settings = { ...defaultSettings(privateName, createdUs), ...wanted.settings };
	const pool = addPool(world, {
		project,
		type,
		createdUs,
		performers,
		settings: withSomeDefault(settings),
	});
	if (status === 'OPEN') {
		startRunning(world, pool, createdUs);
	} else if (status !== 'CLOSED' || wanted.lastCloseReason !== undefined) {
		pool.lastStartedUs = createdUs;
		closePool(world, pool, wanted.lastCloseReason ?? 'MANUAL', createdUs);
		pool.status = status;
	}
	return pool;
}

function bothOverlaps(overlap: number): Partial<PoolSettings> {
	return { defaultOverlap: overlap, defaultTaskOverlap: overlap };
}

/** Seeds projects, a pool in every status, one with smart mixing, a training and two skills. */
export function seedPools(world: World): void {
	const [animals, comments, signs] = projects.map((project) => addPoolProject(world, project));
	if (animals === undefined || comments === undefined || signs === undefined) {
		throw new RangeError('The catalogue needs three active projects');
	}
	const createdMs = world.clock.now() - 14 * DAY_MS;
	const pools: NewPool[] = [
		{ project: animals, privateName: 'Animals, week 1', status: 'OPEN', settings: bothOverlaps(3) },
		{ project: animals, privateName: 'Animals, week 2', settings: bothOverlaps(3) },
		{ project: comments, privateName: 'Comments' },
		{
			project: comments,
			privateName: 'Comments, training',
			type: 'TRAINING',
			settings: bothOverlaps(1),
		},
		{ project: signs, privateName: 'Signs', settings: bothOverlaps(2) },
		{ project: animals, privateName: 'Animals, last year', status: 'ARCHIVED' },
		{ project: animals, privateName: 'Animals, being updated', status: 'LOCKED' },
		{
			project: animals,
			privateName: 'Animals, mixed',
			settings: { ...bothOverlaps(3), mixer: MIXER },
		},
	];
	const [open] = pools.map((pool) => addSeededPool(world, { createdMs, ...pool }));
	if (open !== undefined) {
		addTaskSuites(world, open.id, { count: SEEDED_SUITES, tasksPerSuite: 5, createdMs });
		answerSuites(world, open, createdMs * US_PER_MS, ANSWERED_EVERY_MS * US_PER_MS);
		// Suites that a test adds are answered as in any pool, and the pool stays open.
		Object.assign(open.crew, { hasAnswers: false, doneSinceUs: null });
	}
	for (const name of ['Image skill', 'Language skill']) {
		addSkill(world, { name, rest: { hidden: false }, createdUs: createdMs * US_PER_MS });
	}
}
