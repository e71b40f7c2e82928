import type { App, AppProject } from './apps/entities.mts';
import { settleProject } from './apps/projects.mts';
import type { SteerableClock } from './clock.mts';
import { formatDate, US_PER_MS, type Microseconds, type ZoneMark } from './dates.mts';
import { createRandom, hashFraction, type Random } from './random.mts';
import { Quotas } from './steering/quotas.mts';
import type { SwitchBoard, Switches } from './steering/switches.mts';
import { Timeline } from './timeline.mts';
import type {
	Account,
	Assignment,
	Attachment,
	Pool,
	PoolProject,
	PoolTask,
	Skill,
	TaskSuite,
} from './v1/entities.mts';
import { SuiteIds } from './v1/ids.mts';
import type { MessageThread } from './v1/messages/entities.mts';
import type { Restriction, UserBonus, UserSkill } from './v1/users/entities.mts';
import type { EventType, Subscription } from './v1/webhooks/entities.mts';
import { OperationStore } from './v1/operations/operations.mts';
import { FormulaPages } from './service/formulaPages.mts';

const ZONE = 11;

type AssignmentRule = (
	world: World,
	event: EventType,
	assignment: Assignment,
	atUs: Microseconds,
) => void;

/** Called before a change that may revoke a performer's access; returns what to call afterwards. */
type AccessWatch = (
	world: World,
	userId: string,
	why: Readonly<Record<string, string>>,
	atUs: Microseconds,
) => () => void;

/** Everything the emulated service knows; a reset replaces it. */
export class World {
	readonly seed: number;
	readonly clock: SteerableClock;
	readonly switches: SwitchBoard;
	/** Source of entity ids. Request ids have their own stream, so that these do not shift. */
	ids: Random;
	readonly quotas: Quotas;
	readonly apps = new Map<string, App>();
	readonly appProjects = new Map<string, AppProject>();

	readonly poolProjects = new Map<string, PoolProject>();
	readonly pools = new Map<string, Pool>();
	readonly suites = new Map<string, TaskSuite>();
	/** Tasks created by themselves; tasks of suites are found through their pool. */
	readonly tasks = new Map<string, PoolTask>();
	readonly skills = new Map<string, Skill>();
	readonly userSkills = new Map<string, UserSkill>();
	readonly restrictions = new Map<string, Restriction>();
	readonly bonuses = new Map<string, UserBonus>();
	readonly subscriptions = new Map<string, Subscription>();
	readonly threads = new Map<string, MessageThread>();
	readonly timeline = new Timeline();
	/** Run after each event of an assignment. */
	readonly assignmentRules: AssignmentRule[] = [];
	readonly accessWatches: AccessWatch[] = [];
	readonly operations = new OperationStore(this.timeline);
	readonly assignments = new Map<string, Assignment>();
	readonly attachments = new Map<string, Attachment>();
	readonly account: Account = { balance: 100_000 };
	readonly formulaPages = new FormulaPages();
	readonly suiteIds: SuiteIds;
	#lastNumber = 10_000;

	constructor(seed: number, clock: SteerableClock, switches: SwitchBoard) {
		this.seed = seed;
		this.clock = clock;
		this.switches = switches;
		this.ids = createRandom(seed);
		this.suiteIds = new SuiteIds(seed);
		this.quotas = new Quotas(clock, () => switches.get());
	}

	/** Returns the next id of the numbered entities: performers' skills, bonuses, restrictions. */
	nextNumber(): string {
		this.#lastNumber += 1;
		return String(this.#lastNumber);
	}

	nowUs(): Microseconds {
		return Math.floor(this.clock.now()) * US_PER_MS;
	}

	/** Applies everything that is due by the clock. */
	settle(): void {
		this.timeline.runUntil(this.nowUs());
		for (const project of this.appProjects.values()) {
			settleProject(this, project);
		}
	}

	/** Formats a date as the switches say; `naturalDigits` is how the service usually does. */
	wireDate(time: Microseconds, naturalDigits: 3 | 6): string {
		const { dateDigits, dateZone } = this.switches.get();
		const digits = dateDigits === 'natural' ? naturalDigits : dateDigits;
		return formatDate(time, {
			digits: typeof digits === 'number' ? digits : 'trimmed',
			zone: zoneMark(dateZone, time),
		});
	}

	/**
	 * Status of Apps API writes: 200 in the OpenAPI file, 201 in fixtures (toloka-api §12, row 4).
	 */
	appsWriteStatus(): number {
		return this.successStatus(200);
	}

	/** The status in the Java SDK, or 201 as in all OpenAPI files (toloka-api §12, row 4). */
	successStatus(inJava: 200 | 202): number {
		return this.switches.get().successCodes === 'java' ? inJava : 201;
	}
}

function zoneMark(dateZone: Switches['dateZone'], time: Microseconds): ZoneMark {
	switch (dateZone) {
		case 'never':
			return '';
		case 'always':
			return 'Z';
		case 'offset':
			return '+00:00';
		case 'mixed':
			return hashFraction(Math.floor(time / US_PER_MS), ZONE) < 0.2 ? 'Z' : '';
	}
}
