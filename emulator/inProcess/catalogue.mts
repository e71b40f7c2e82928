import type { AppProjectStatus } from '../apps/entities.mts';
import type { Emulation } from '../emulation.mts';
import { found } from '../service/errors.mts';
import type { Spec } from '../service/inputSpec.mts';
import type { PoolStatus } from '../v1/entities.mts';
import { poolStatus } from '../v1/pools/status.mts';

export interface AppProjectInfo {
	id: string;
	name: string;
	status: AppProjectStatus;
	appId: string;
	inputSpec: Spec;
	outputSpec: Spec;
}

export interface PoolInfo {
	id: string;
	name: string;
	status: PoolStatus;
	type: 'REGULAR' | 'TRAINING';
	projectId: string;
	projectName: string;
	inputSpec: Spec;
	outputSpec: Spec;
	defaultOverlap: number | null;
	/** Whether the pool has a `mixer_config` and so accepts tasks instead of suites. */
	mixes: boolean;
}

/** Projects, pools and skills with their ids, for tests, the CLI and the page. */
export interface Catalogue {
	appProjects(): AppProjectInfo[];
	/** The first app project with this status. */
	appProject(status?: AppProjectStatus): AppProjectInfo;
	/** Without trainings. */
	pools(): PoolInfo[];
	/** The first pool with this status. */
	pool(status?: PoolStatus): PoolInfo;
	trainings(): PoolInfo[];
	skills(): Array<{ id: string; name: string }>;
}

export function createCatalogue(emulation: Emulation): Catalogue {
	const all = (): AppProjectInfo[] =>
		[...emulation.world.appProjects.keys()].map((id) => projectInfo(emulation, id));
	const pools = (): PoolInfo[] => poolsOf(emulation, 'REGULAR');
	return {
		appProjects: all,
		appProject: (status = 'READY') => firstOf(all(), status, 'app project'),
		pools,
		pool: (status = 'CLOSED') => firstOf(pools(), status, 'pool'),
		trainings: () => poolsOf(emulation, 'TRAINING'),
		skills: () => [...emulation.world.skills.values()].map(({ id, name }) => ({ id, name })),
	};
}

function poolsOf(emulation: Emulation, type: PoolInfo['type']): PoolInfo[] {
	return [...emulation.settled().pools.keys()]
		.map((id) => poolInfo(emulation, id))
		.filter((pool) => pool.type === type);
}

export function poolInfo({ world }: Emulation, id: string): PoolInfo {
	const pool = found(world.pools.get(id));
	const { project, type, settings } = pool;
	return {
		id,
		name: settings.privateName,
		status: poolStatus(world, pool),
		type,
		projectId: project.id,
		projectName: project.publicName,
		inputSpec: project.inputSpec,
		outputSpec: project.outputSpec,
		defaultOverlap: settings.defaultOverlap,
		mixes: settings.mixer !== null,
	};
}

export function projectInfo({ world }: Emulation, id: string): AppProjectInfo {
	const { name, status, app } = found(world.appProjects.get(id));
	const { inputSpec, outputSpec } = app;
	return { id, name, status, appId: app.id, inputSpec, outputSpec };
}

function firstOf<T extends { status: string }>(all: T[], status: string, what: string): T {
	const first = all.find((entity) => entity.status === status);
	if (first === undefined) {
		throw new RangeError(`No ${what} is ${status}`);
	}
	return first;
}
