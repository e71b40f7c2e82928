import { spentOnItems } from '../apps/costs.mts';
import { addItems, setProjectStatus, type NewItems } from '../apps/builders.mts';
import { addApp, addAppProject } from '../apps/catalogue.mts';
import type { App, AppProjectStatus, LabelingProfile } from '../apps/entities.mts';
import { goOnWithMoney, setItemStatus, type SteeredStatus } from '../apps/steering.mts';
import { US_PER_MS } from '../dates.mts';
import type { Emulation } from '../emulation.mts';
import type { JsonObject } from '../json.mts';
import { found } from '../service/errors.mts';
import type { Spec } from '../service/inputSpec.mts';
import {
	addAssignments,
	addAttachment,
	type NewAssignments,
	type NewAttachment,
} from '../v1/assignments/builders.mts';
import {
	addAggregation,
	addOperations,
	type NewAggregation,
	type NewOperations,
} from '../v1/builders.mts';
import { addBulkAssignments, type NewBulkAssignments } from '../v1/bulk.mts';
import { addPoolProject, addSeededPool } from '../v1/catalogue.mts';
import type { PoolProject, PoolSettings, PoolStatus } from '../v1/entities.mts';
import {
	addTasks,
	addTaskSuites,
	type NewTasks,
	type NewTaskSuites,
} from '../v1/tasks/builders.mts';
import { closePool, type CloseReason } from '../v1/pools/closing.mts';
import { startRunning } from '../v1/pools/opening.mts';
import { readMixer } from '../v1/pools/settings.mts';
import { poolInfo, projectInfo, type AppProjectInfo, type PoolInfo } from './catalogue.mts';

export interface PoolWish {
	name?: string;
	status?: PoolStatus;
	type?: 'REGULAR' | 'TRAINING';
	/** For new suites; null = the pool has no default. */
	defaultOverlap?: number | null;
	/** For new tasks. */
	defaultTaskOverlap?: number | null;
	/** As on the wire; with it the pool accepts tasks and makes the suites itself. */
	mixerConfig?: JsonObject | null;
	rewardPerAssignment?: number;
	autoAccept?: boolean;
	autoAcceptPeriodDays?: number | null;
	autoCloseDelaySeconds?: number;
	maxDurationSeconds?: number;
	willExpireMs?: number;
	priority?: number;
	/** The pool was opened and closed for this reason; by default a closed pool was never opened. */
	lastCloseReason?: CloseReason;
	/** Whether the pool must pass moderation on Yandex Tasks; default: switch `yandexModeration`. */
	needsModeration?: boolean;
	/** Whether simulated performers come; default: the switch `performers`. */
	performers?: boolean;
	/** Other fields of a pool as on the wire: `filter`, `quality_control`, `metadata` … */
	rest?: JsonObject;
	/** Specs of a new project; by default the first seeded project is used. */
	inputSpec?: Spec;
	outputSpec?: Spec;
	/** `view_spec` of that project; simulated performers choose from its options. */
	viewSpec?: JsonObject;
	/** Makes a new project of map tasks, which need a location on every suite. */
	map?: boolean;
}

interface AppProjectWish {
	name?: string;
	status?: AppProjectStatus;
	labeling?: Partial<LabelingProfile>;
	/** A colleague's id, if the project is not the account's own. */
	requesterId?: string;
	/** Specs of a new app; by default the first seeded app is used. */
	inputSpec?: Spec;
	outputSpec?: Spec;
}

/** Adds data without going through HTTP. */
export interface SeedData {
	addAppProject(wish?: AppProjectWish): AppProjectInfo;
	setAppProjectStatus(projectId: string, status: AppProjectStatus): void;
	/** Cancels or archives items, leaves them without money, or resumes them. */
	setItemStatus(projectId: string, itemIds: readonly string[], status: SteeredStatus): void;
	/** Returns the items' ids. */
	addItems(projectId: string, wanted: NewItems): string[];
	addPool(wish?: PoolWish): PoolInfo;
	setPoolStatus(poolId: string, status: PoolStatus): void;
	/** Opens the pool now, whatever its status, without checks. */
	openPool(poolId: string): void;
	closePool(poolId: string, reason: CloseReason): void;
	setBalance(balance: number): void;
	/** Returns the suites' ids. */
	addTaskSuites(poolId: string, wanted: NewTaskSuites): string[];
	/** For a pool with smart mixing; returns the tasks' ids. */
	addTasks(poolId: string, wanted: NewTasks): string[];
	/** Adds suites, each assigned to one performer; returns the assignments' ids. */
	addAssignments(poolId: string, wanted: NewAssignments): string[];
	/** Adds a file to an assignment; returns the attachment's id. */
	addAttachment(assignmentId: string, wanted?: NewAttachment): string;
	/** Deletes the attachment. */
	removeAttachment(id: string): void;
	/** A million cost nothing until they are read; the pool then lists no other assignments. */
	addBulkAssignments(poolId: string, wanted: NewBulkAssignments): void;
	/** Adds a finished aggregation; returns the operation's id. */
	addAggregation(wanted: NewAggregation): string;
	/** Adds operations that end at random times within a period; returns their ids. */
	addOperations(wanted: NewOperations): string[];
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
		setItemStatus: (projectId, itemIds, status) => {
			setItemStatus(emulation.world, projectId, itemIds, status);
		},
		addItems: (projectId, wanted) => addItems(emulation.world, projectId, wanted),
		addPool: (wish = {}) => {
			const project = poolProjectFor(emulation, wish);
			const { name: privateName = project.publicName, status, type } = wish;
			const { performers = null, lastCloseReason } = wish;
			const closed = lastCloseReason && { lastCloseReason };
			const kind = { ...(status && { status }), ...(type && { type }), performers };
			const wanted = { ...kind, ...closed, project, privateName, settings: settingsOf(wish) };
			const pool = addSeededPool(emulation.world, wanted);
			pool.moderation.isNeeded = wish.needsModeration ?? null;
			return poolInfo(emulation, pool.id);
		},
		setPoolStatus: (poolId, status) => {
			found(emulation.settled().pools.get(poolId)).status = status;
		},
		openPool: (poolId) => {
			const world = emulation.settled();
			startRunning(world, found(world.pools.get(poolId)), world.nowUs());
		},
		closePool: (poolId, reason) => {
			const world = emulation.settled();
			closePool(world, found(world.pools.get(poolId)), reason, world.nowUs());
		},
		setBalance: (balance) => {
			const world = emulation.settled();
			world.account.balance = balance + spentOnItems(world);
			goOnWithMoney(world);
		},
		addTaskSuites: (poolId, wanted) =>
			addTaskSuites(emulation.world, poolId, wanted).map(({ id }) => id),
		addTasks: (poolId, wanted) => addTasks(emulation.world, poolId, wanted).map(({ id }) => id),
		addAssignments: (poolId, wanted) =>
			addAssignments(emulation.world, poolId, wanted).map(({ id }) => id),
		addAttachment: (assignmentId, wanted = {}) =>
			addAttachment(emulation.settled(), assignmentId, wanted),
		removeAttachment: (id) => {
			emulation.settled().attachments.delete(id);
		},
		addBulkAssignments: (poolId, wanted) => addBulkAssignments(emulation.world, poolId, wanted),
		addAggregation: (wanted) => addAggregation(emulation.world, wanted),
		addOperations: (wanted) => addOperations(emulation.world, wanted),
	};
}

/** Only the settings in `wish`; the others keep the service's defaults. */
function settingsOf(wish: PoolWish): Partial<PoolSettings> {
	const settings: Partial<PoolSettings> = {};
	const set = <K extends keyof PoolSettings>(name: K, value: PoolSettings[K] | undefined): void => {
		if (value !== undefined) settings[name] = value;
	};
	set('defaultOverlap', wish.defaultOverlap);
	set('defaultTaskOverlap', wish.defaultTaskOverlap);
	set('reward', wish.rewardPerAssignment);
	set('autoAccept', wish.autoAccept);
	set('autoAcceptPeriodDays', wish.autoAcceptPeriodDays);
	set('autoCloseDelayS', wish.autoCloseDelaySeconds);
	set('maxDurationS', wish.maxDurationSeconds);
	set('priority', wish.priority);
	set('rest', wish.rest);
	set('willExpireUs', wish.willExpireMs && Math.floor(wish.willExpireMs) * US_PER_MS);
	set('mixer', wish.mixerConfig && readMixer(wish.mixerConfig));
	return settings;
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

function poolProjectFor({ world }: Emulation, wish: PoolWish): PoolProject {
	const [first] = world.poolProjects.values();
	const own = wish.inputSpec !== undefined || wish.outputSpec !== undefined || wish.map === true;
	if (!own && first !== undefined) {
		return first;
	}
	return addPoolProject(world, {
		publicName: wish.name ?? 'Own project',
		publicDescription: '',
		status: 'ACTIVE',
		issuing: wish.map === true ? 'MAP_SELECTOR' : 'AUTOMATED',
		inputSpec: wish.inputSpec ?? {},
		outputSpec: wish.outputSpec ?? { result: { type: 'string' } },
		...(wish.viewSpec && { viewSpec: wish.viewSpec }),
	});
}
