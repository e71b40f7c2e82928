import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import { answerSuites } from './assignments/builders.mts';
import { emptyCrew } from './assignments/crew.mts';
import type { Pool, PoolProject, PoolSettings, PoolStatus } from './entities.mts';
import { startRunning } from './pools/opening.mts';
import { defaultSettings, withSomeDefault } from './pools/settings.mts';
import { addTaskSuites } from './tasks/builders.mts';

const DAY_MS = 86_400_000;
const FIRST_PROJECT_ID = 70_001;
const FIRST_POOL_ID = 36_502_086;
const FIRST_SKILL_ID = 4_501;
const EMPTY_VIEW = { type: 'tb', config: '{}' };
const SEEDED_SUITES = 20;
const ANSWERED_EVERY_MS = 600_000;

export interface NewPool {
	project: PoolProject;
	privateName: string;
	status?: PoolStatus;
	type?: Pool['type'];
	createdMs?: number;
	settings?: Partial<PoolSettings>;
	/** Whether simulated performers come; null = as the switch says. */
	performers?: boolean | null;
}

/** Its view is empty unless given. */
export type NewPoolProject = Omit<PoolProject, 'id' | 'createdUs' | 'viewSpec'> & {
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
	const added = {
		id: String(FIRST_PROJECT_ID + world.poolProjects.size),
		createdUs: world.nowUs() - 50 * DAY_MS * US_PER_MS,
		viewSpec: EMPTY_VIEW,
		...project,
	};
	world.poolProjects.set(added.id, added);
	return added;
}

export function addPool(world: World, wanted: NewPool): Pool {
	const { status = 'CLOSED', type = 'REGULAR', settings } = wanted;
	const createdUs = Math.floor(wanted.createdMs ?? world.clock.now()) * US_PER_MS;
	const pool: Pool = {
		id: String(FIRST_POOL_ID + world.pools.size),
		project: wanted.project,
		settings: withSomeDefault({
			...defaultSettings(wanted.privateName, createdUs),
			...settings,
		}),
		status,
		type,
		lastCloseReason: status === 'OPEN' ? null : 'MANUAL',
		createdUs,
		lastStartedUs: status === 'OPEN' ? createdUs : null,
		lastStoppedUs: null,
		suites: [],
		tasks: [],
		assignments: [],
		crew: emptyCrew(wanted.performers ?? null),
	};
	world.pools.set(pool.id, pool);
	if (status === 'OPEN') {
		startRunning(world, pool, createdUs);
	}
	return pool;
}

function bothOverlaps(overlap: number): Partial<PoolSettings> {
	return { defaultOverlap: overlap, defaultTaskOverlap: overlap };
}

/** Projects, a pool in every status, a training pool and two skills. */
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
	];
	const [open] = pools.map((pool) => addPool(world, { createdMs, ...pool }));
	if (open !== undefined) {
		addTaskSuites(world, open.id, { count: SEEDED_SUITES, tasksPerSuite: 5, createdMs });
		answerSuites(world, open, createdMs * US_PER_MS, ANSWERED_EVERY_MS * US_PER_MS);
		// Suites that a test adds are to be answered as in any pool, and the pool stays open.
		Object.assign(open.crew, { hasAnswers: false, doneSinceUs: null });
	}
	['Image skill', 'Language skill'].forEach((name, index) => {
		const id = String(FIRST_SKILL_ID + index);
		world.skills.set(id, { id, name, createdUs: createdMs * US_PER_MS });
	});
}
