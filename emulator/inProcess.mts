import { addItems, setProjectStatus, type NewItems } from './apps/builders.mts';
import { addApp, addAppProject } from './apps/catalogue.mts';
import type { App, AppProjectStatus, LabellingProfile } from './apps/entities.mts';
import { truthBatches, truthItems, type TruthBatch, type TruthItem } from './apps/truth.mts';
import type { Emulation } from './emulation.mts';
import type { Spec } from './service/inputSpec.mts';

/** Read access for invariants: what really happened, whatever the answers said. */
export interface Truth {
	items(projectId: string): TruthItem[];
	batches(projectId: string): TruthBatch[];
}

export interface AppProjectInfo {
	id: string;
	name: string;
	status: AppProjectStatus;
	appId: string;
	inputSpec: Spec;
	outputSpec: Spec;
}

/** What is there to work with: ids for tests, the CLI and the page. */
export interface Catalogue {
	appProjects(): AppProjectInfo[];
	/** The first app project of this status. */
	appProject(status?: AppProjectStatus): AppProjectInfo;
}

export interface AppProjectWish {
	name?: string;
	status?: AppProjectStatus;
	labelling?: Partial<LabellingProfile>;
	/** Specs of a solution of its own; otherwise the first seeded solution is used. */
	inputSpec?: Spec;
	outputSpec?: Spec;
}

/** Adds data without going through HTTP. */
export interface SeedData {
	addAppProject(wish?: AppProjectWish): AppProjectInfo;
	setAppProjectStatus(projectId: string, status: AppProjectStatus): void;
	addItems(projectId: string, wanted: NewItems): string[];
}

export function createTruth(emulation: Emulation): Truth {
	return {
		items: (projectId) => truthItems(emulation.world, projectId),
		batches: (projectId) => truthBatches(emulation.world, projectId),
	};
}

export function createCatalogue(emulation: Emulation): Catalogue {
	const all = (): AppProjectInfo[] =>
		[...emulation.world.appProjects.keys()].map((id) => projectInfo(emulation, id));
	return {
		appProjects: all,
		appProject: (status = 'READY') => {
			const first = all().find((project) => project.status === status);
			if (first === undefined) {
				throw new RangeError(`No app project is ${status}`);
			}
			return first;
		},
	};
}

export function createSeedData(emulation: Emulation): SeedData {
	return {
		addAppProject: (wish = {}) => {
			const { world } = emulation;
			const app = appFor(emulation, wish);
			const project = addAppProject(world, { ...wish, app, name: wish.name ?? app.name });
			return projectInfo(emulation, project.id);
		},
		setAppProjectStatus: (projectId, status) => {
			setProjectStatus(emulation.world, projectId, status);
		},
		addItems: (projectId, wanted) => addItems(emulation.world, projectId, wanted),
	};
}

function appFor({ world }: Emulation, wish: AppProjectWish): App {
	const [first] = world.apps.values();
	if (wish.inputSpec === undefined && first !== undefined) {
		return first;
	}
	return addApp(world, {
		name: wish.name ?? 'Own solution',
		description: '',
		itemPrice: 0.05,
		inputSpec: wish.inputSpec ?? {},
		outputSpec: wish.outputSpec ?? { result: { type: 'array_string' } },
	});
}

function projectInfo({ world }: Emulation, id: string): AppProjectInfo {
	const project = world.appProjects.get(id);
	if (project === undefined) {
		throw new RangeError(`There is no app project ${id}`);
	}
	const { name, status, app } = project;
	const { inputSpec, outputSpec } = app;
	return { id, name, status, appId: app.id, inputSpec, outputSpec };
}
