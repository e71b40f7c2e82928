import { isJsonObject } from '../json.mts';

interface Rule<T> {
	initial: T;
	/** What the switch accepts, in words, for the message that refuses anything else. */
	accepts: string;
	test(value: unknown): boolean;
}

const flag = (initial: boolean): Rule<boolean> => ({
	initial,
	accepts: 'true or false',
	test: (value) => typeof value === 'boolean',
});

const count = (initial: number): Rule<number> => ({
	initial,
	accepts: 'a whole number of 0 or more',
	test: (value) => Number.isInteger(value) && Number(value) >= 0,
});

const share = (initial: number): Rule<number> => ({
	initial,
	accepts: 'a number from 0 to 1',
	test: (value) => typeof value === 'number' && value >= 0 && value <= 1,
});

function oneOf<const T extends string | number>(initial: T, ...others: T[]): Rule<T> {
	const allowed: readonly unknown[] = [initial, ...others];
	return { initial, accepts: allowed.join(' or '), test: (value) => allowed.includes(value) };
}

const rules = {
	/** Off = no 429 of any kind (toloka-api §4.1). */
	quotas: flag(true),
	requestsPerSecond: count(300),
	aggregatePerMinute: count(5),
	aggregatePerHour: count(30),
	aggregatePerDay: count(200),
	/** Whether aggregate-by-pool and pages of results share one counter (toloka-api §12, row 3). */
	aggregateQuotaShared: flag(true),
	tasksPerMinute: count(100_000),
	tasksPerDay: count(2_000_000),
	/** For pools, projects, trainings, clones and skills, each kind by itself (toloka-api §P8.3). */
	creationsPerMinute: count(20),
	creationsPerDay: count(100),
	/** Whether a quota's 429 names its interval, and whether it has `Retry-After`. */
	quotaInterval: flag(true),
	quotaRetryAfter: flag(false),
	/** The documented 403 with ACCESS_DENIED, or 401 with AUTHENTICATION_ERROR (toloka-api §12, row 13). */
	authFailureStatus: oneOf(403, 401),
	/** The Java SDK's exact codes, or those of the OpenAPI files and fixtures (toloka-api §12, row 4). */
	successCodes: oneOf('java', 'openapi'),
	itemCountName: oneOf('items_count', 'item_count'),
	/**
	 * Status of archived app projects; documented: ARCHIVE for one, ARCHIVED in lists
	 * (toloka-api §12, row 17).
	 */
	archivedName: oneOf('documented', 'ARCHIVED', 'ARCHIVE'),
	batchCreateType: oneOf('TASK_SUITE.BATCH_CREATE', 'TASK_SUITE.BATCH.CREATE'),
	limitAboveMax: oneOf('reject', 'clamp'),
	aggregatedMaxLimit: count(100_000),
	taskSuitesMaxLimit: count(100_000),
	/** toloka-api §P11, P1: 300 or 100 000. */
	tasksMaxLimit: count(300),
	assignmentsMaxLimit: count(300),
	/** toloka-api §P11, P2: 100 or 300. */
	attachmentsMaxLimit: count(100),
	/** Whether a list of attachments must name a pool or an assignment (toloka-api §P11, P15). */
	attachmentsNeedPool: flag(true),
	/** How a file is downloaded, and with which content type. */
	downloadFraming: oneOf('length', 'chunked'),
	downloadContentType: oneOf('own', 'application/octet-stream', 'text/html'),
	operationsMaxLimit: count(500),
	/** The overlap, under `allow_defaults`, of a suite that has its own (toloka-api §6.2). */
	suiteOverlapWithDefaults: oneOf('pool', 'own'),
	/**
	 * A missing overlap without `allow_defaults`, if the pool has a default (toloka-api §6.2, §P2.2).
	 */
	missingOverlap: oneOf('default', 'refused'),
	/** Whether each event is delivered twice, with the same uuid. */
	webhooksTwice: flag(false),
	/** What the response to a review contains (toloka-api §P11, P10). */
	reviewReply: oneOf('full', 'changed'),
	/** `solutions` of assignments that were not submitted (toloka-api §P11, P13). */
	missingSolutions: oneOf('absent', 'empty'),
	/** Whether trainings can be only read among pools, or also opened there (official notebooks). */
	trainingsAmongPools: oneOf('read', 'opened'),
	/** Known solutions that lack some of the required outputs (toloka-api §P2.2; official client). */
	partialKnownSolutions: oneOf('refused', 'accepted'),
	/** Whether aggregation by skill requires a pool with smart mixing (toloka-api §P6). */
	bySkillNeedsMixer: flag(true),
	/** What `POST /tasks` does in a pool without `mixer_config` (toloka-api §P11, P4). */
	tasksIntoPlainPool: oneOf('stored', 'refused'),
	/** Where `sort=finished` lists unfinished items, if at all (toloka-api §12, row 8). */
	unfinishedItems: oneOf('none', 'first', 'last'),
	unknownAfterIdStatus: oneOf(404, 400),
	/** Whether range filters on dates ignore fractions of a millisecond (toloka-api §12, row 30). */
	dateFilterPrecision: oneOf('microseconds', 'milliseconds'),
	/**
	 * Whether `finished_…` beside `after_id` is accepted or refused with 400 (toloka-api §12, row 8).
	 */
	finishedWithAfterId: oneOf('accept', 'reject'),
	/**
	 * How the service changes `input_data` when it stores it: absent optional fields get a default,
	 * links are normalized as in browsers, numbers become text.
	 */
	normalizeInput: oneOf('none', 'default-field', 'url', 'text'),
	bulkIdsOrder: oneOf('given', 'shuffled'),
	/** `copy`: a labeled duplicate is finished at once, for free, unless `force_new_original`. */
	duplicates: oneOf('copy', 'label'),
	/** Whether batches of a project wait for the batches before them (toloka-api §P7). */
	batchQueue: flag(true),
	/** How long an upload keeps a batch that has not been started in the status LOADING. */
	batchLoadingMs: count(0),
	/** How long a new app project stays in the status CREATING. */
	projectCheckMs: count(3_000),
	dateDigits: oneOf<string | number>('natural', 0, 2, 3, 5, 6, 'mixed'),
	/** No mark, `Z`, sometimes `Z`, or `+00:00`. */
	dateZone: oneOf('never', 'always', 'mixed', 'offset'),
	/** Labeling; a project's own profile takes precedence. */
	labelDelayMs: count(20_000),
	labelJitterMs: count(10_000),
	labelErrorShare: share(0),
	labelCancelShare: share(0),
	/** Whether items that end as ERROR or CANCELLED have a `finished_at`: no source says. */
	unlabeledEnd: oneOf('dated', 'undated'),
	manualLabeling: flag(false),
	/** Share of items whose `finished_at` is rounded up to a grid of this width, so that they tie. */
	tieShare: share(0),
	tieGridMs: count(60_000),
	/** Share of items that lists show as finished only this long after their `finished_at`. */
	lateShare: share(0),
	lateMs: count(30_000),
	operationPendingMs: count(500),
	operationRunMs: count(2_000),
	/**
	 * Without simulated performers, how long until an opened pool's suites have accepted answers;
	 * with them, how long a performer spends on a suite, ±50%.
	 */
	answerDelayMs: count(5_000),
	/** Whether simulated performers come to open pools; a pool's own setting takes precedence. */
	performers: flag(false),
	performersAtOnce: count(4),
	/** Shares of suites that performers skip, or never finish. */
	skipShare: share(0),
	expireShare: share(0),
	/** Share of captchas that performers do not solve. */
	captchaFailShare: share(0.1),
	/** Number of suites that a pool issues before it closes with ASSIGNMENTS_LIMIT_EXCEEDED. */
	assignmentsPerPool: count(2_000_000),
	/** Whether pools on Yandex Tasks must pass moderation before they open (toloka-api §P3.10). */
	yandexModeration: flag(false),
	poolModerationMs: count(30_000),
	/** Whether a pool is LOCKED while an action runs (toloka-api §P3.5). */
	lockedWhileActing: flag(true),
	/** `last_started` and similar keys of a pool that was never opened (toloka-api §P10). */
	neverOpenedKeys: oneOf('absent', 'null'),
	/** Whether an OPEN pool has `last_started` (toloka-api §P11, P9). */
	lastStartedInOpenPool: flag(true),
	/** How late the service notices that a pool is done, in addition to the pool's own delay. */
	autoCloseLagMs: count(65_000),
	/** How long nobody sees a pool that was opened for the first time (toloka-api §P3.5). */
	moderationMs: count(0),
	logOrder: oneOf('invalidFirst', 'given', 'shuffled'),
	/**
	 * Whether valid suites are logged if an invalid one stopped them all (toloka-api §12, row 23).
	 */
	validEntriesOfFailed: oneOf('absent', 'validated'),
	/** Keys of the 400 for an array: `{"1": {path: …}}` or `{"1.path": …}` (toloka-api §12, row 24). */
	arrayErrorKeys: oneOf('nested', 'dotted'),
	/** The two documented shapes of a failed log entry's output (toloka-api §6.5). */
	failureLogShape: oneOf('direct', 'wrapped', 'mixed'),
} as const;

type Rules = typeof rules;
type ValueOf<R> = R extends Rule<infer T> ? T : never;

/** Every configurable behavior of the service; `rules` above explains each. */
export type Switches = { -readonly [Name in keyof Rules]: ValueOf<Rules[Name]> };

type SwitchName = keyof Rules;

export interface SwitchBoard {
	get(): Readonly<Switches>;
	set(changes: Partial<Switches>): void;
	/** Restores the values that the emulator was created with. */
	reset(): void;
}

export function createSwitchBoard(overrides: Partial<Switches> = {}): SwitchBoard {
	const initial = initialSwitches();
	Object.assign(initial, overrides);
	const current = { ...initial };
	return {
		get: () => current,
		set: (changes) => {
			Object.assign(current, checkSwitches(changes));
		},
		reset: () => {
			Object.assign(current, initial);
		},
	};
}

/** Refuses unknown switches and values out of range. */
export function checkSwitches(changes: unknown): Partial<Switches> {
	if (!isJsonObject(changes)) {
		throw new RangeError('Switches must be an object of switch names and values');
	}
	for (const [name, value] of Object.entries(changes)) {
		const rule = Object.hasOwn(rules, name) ? rules[name as SwitchName] : undefined;
		if (rule === undefined) {
			throw new RangeError(`Unknown switch "${name}"; known are ${switchNames().join(', ')}`);
		}
		if (!rule.test(value)) {
			throw new RangeError(`Switch "${name}" accepts ${rule.accepts}`);
		}
	}
	return changes as Partial<Switches>;
}

function switchNames(): SwitchName[] {
	return Object.keys(rules) as SwitchName[];
}

/** What each switch accepts, in words, for the page. */
export function describeSwitches(): Record<string, string> {
	return Object.fromEntries(switchNames().map((name) => [name, rules[name].accepts]));
}

function initialSwitches(): Switches {
	const entries = switchNames().map((name) => [name, rules[name].initial]);
	return Object.fromEntries(entries) as Switches;
}
