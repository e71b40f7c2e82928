import { REQUESTER_ID } from '../account.mts';
import type { World } from '../world.mts';
import { US_PER_MS } from '../dates.mts';
import type { App, AppProject, AppProjectStatus, LabelingProfile } from './entities.mts';
import { ItemCollection } from './itemCollection.mts';

const DAY_MS = 86_400_000;

const solutions: ReadonlyArray<Omit<App, 'id'>> = [
	{
		name: 'Image moderation',
		description: 'Is the picture fit to be shown?',
		itemPrice: 0.03,
		inputSpec: {
			id: { type: 'string', required: false },
			image_url: { type: 'url' },
			caption: { type: 'string', required: false, max_length: 500 },
			source: {
				type: 'string',
				required: false,
				allowed_values: ['upload', 'avatar', 'comment'],
			},
		},
		outputSpec: {
			result: { type: 'array_string', allowed_values: ['OK', 'VIOLENCE', 'ADULT', 'OTHER'] },
			confidence: { type: 'float', required: false },
		},
	},
	{
		name: 'Text classification',
		description: 'Which class does the text belong to?',
		itemPrice: 0.07,
		inputSpec: {
			id: { type: 'string', required: false },
			text: { type: 'string', min_length: 1, max_length: 20_000 },
			priority: { type: 'integer', required: false, min_value: 0, max_value: 10 },
			score: { type: 'float', required: false },
			is_reply: { type: 'boolean', required: false },
			tags: { type: 'array_string', required: false, max_size: 20 },
			meta: { type: 'json', required: false },
			place: { type: 'coordinates', required: false },
			link: { type: 'url', required: false },
			locale: { type: 'string', required: false, hidden: true },
		},
		outputSpec: {
			result: { type: 'array_string', allowed_values: ['OK', 'BAD'] },
			confidence: { type: 'float', required: false },
		},
	},
];

interface NewAppProject {
	name: string;
	app: App;
	status?: AppProjectStatus;
	createdMs?: number;
	labeling?: Partial<LabelingProfile>;
	/** A colleague's id, if the project is not the account's own. */
	requesterId?: string;
}

/** Adds an app to the catalogue. */
export function addApp(world: World, app: Omit<App, 'id'>): App {
	const added = { id: world.ids.base62(20), ...app };
	world.apps.set(added.id, added);
	return added;
}

export function addAppProject(world: World, wanted: NewAppProject): AppProject {
	const status = wanted.status ?? 'READY';
	const project: AppProject = {
		id: world.ids.base62(20),
		app: wanted.app,
		name: wanted.name,
		status,
		statusBeforeArchive: status === 'ARCHIVED' ? 'READY' : status,
		checkedUs: null,
		requesterId: wanted.requesterId ?? REQUESTER_ID,
		parentId: '',
		parameters: {},
		createdUs: Math.floor(wanted.createdMs ?? world.clock.now()) * US_PER_MS,
		labeling: {
			delayMs: null,
			jitterMs: null,
			errorShare: null,
			manual: null,
			...wanted.labeling,
		},
		items: new ItemCollection(),
		itemsById: new Map(),
		batches: new Map(),
		queue: new Set(),
		queueSinceUs: 0,
		originals: new Map(),
	};
	world.appProjects.set(project.id, project);
	return project;
}

/** Seeds two apps that together use every input type, and a project in each status. */
export function seedCatalogue(world: World): void {
	const [moderation, texts] = solutions.map((app) => addApp(world, app));
	if (moderation === undefined || texts === undefined) {
		throw new RangeError('The catalogue needs two apps');
	}
	const created = (daysAgo: number): number => world.clock.now() - daysAgo * DAY_MS;
	const seeded: NewAppProject[] = [
		{ name: 'Image moderation', app: moderation, createdMs: created(40) },
		{ name: 'Text classification', app: texts, createdMs: created(30) },
		{ name: 'Being checked', app: texts, status: 'CREATING', createdMs: created(0) },
		{ name: 'Old archive', app: moderation, status: 'ARCHIVED', createdMs: created(300) },
		{ name: 'Broken setup', app: texts, status: 'ERROR', createdMs: created(7) },
	];
	for (const project of seeded) {
		addAppProject(world, project);
	}
}
