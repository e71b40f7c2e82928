import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Assignment } from '../entities.mts';
import type { EventType } from '../webhooks/entities.mts';
import { captchaFacts, hasCaptcha } from './captchas.mts';
import { goldenFacts } from './goldenSet.mts';
import { assignmentsOf, newest, remembered } from './history.mts';
import { majorityFacts } from './majorityVote.mts';
import type { Rule } from './rules.mts';

const US_PER_SECOND = 1_000_000;
const DAY_US = 86_400 * US_PER_SECOND;

/** Values by the keys of conditions. */
export type Facts = Readonly<Record<string, number | string>>;

/** A rule to apply to a performer, and one of their assignments. */
export interface Case {
	world: World;
	rule: Rule;
	assignment: Assignment;
	userId: string;
	atUs: Microseconds;
}

/** A case with the event that happened to the assignment. */
interface Happening extends Case {
	event: EventType;
}

interface Collector {
	on: readonly EventType[];
	/** Whether the event says anything about the assignment; by default it does. */
	counts?(assignment: Assignment): boolean;
	facts(one: Happening): Facts;
}

const VERDICTS = ['ASSIGNMENT_APPROVED', 'ASSIGNMENT_REJECTED'] as const;

/** What each collector counts, and at which events (official client, collectors and conditions). */
export const COLLECTORS: Readonly<Record<string, Collector>> = {
	ANSWER_COUNT: {
		on: ['ASSIGNMENT_APPROVED'],
		facts: (one) => ({ assignments_accepted_count: withStatus(historyOf(one), 'ACCEPTED').length }),
	},
	ACCEPTANCE_RATE: { on: VERDICTS, facts: acceptanceFacts },
	ASSIGNMENTS_ASSESSMENT: { on: VERDICTS, facts: assessmentFacts },
	ASSIGNMENT_SUBMIT_TIME: { on: ['ASSIGNMENT_SUBMITTED'], facts: speedFacts },
	CAPTCHA: {
		on: ['ASSIGNMENT_SUBMITTED'],
		counts: hasCaptcha,
		facts: (one) => captchaFacts(one.world, one.rule, one.userId, historyOf(one)),
	},
	GOLDEN_SET: {
		on: ['ASSIGNMENT_SUBMITTED'],
		facts: ({ world, rule, ...one }) =>
			goldenFacts(world, rule, historyOf({ world, rule, ...one })),
	},
	INCOME: { on: ['ASSIGNMENT_APPROVED'], facts: incomeFacts },
	MAJORITY_VOTE: {
		on: ['ASSIGNMENT_SUBMITTED'],
		facts: ({ world, rule, ...one }) =>
			majorityFacts(world, rule, historyOf({ world, rule, ...one })),
	},
	SKIPPED_IN_ROW_ASSIGNMENTS: { on: ['ASSIGNMENT_SKIPPED'], facts: skippedFacts },
};

function historyOf({ world, assignment, rule, userId, atUs }: Case): Assignment[] {
	return remembered(world, assignment.pool, rule, userId, atUs);
}

function acceptanceFacts(one: Case): Facts {
	const reviewed = newest(
		historyOf(one).filter(({ status }) => status === 'ACCEPTED' || status === 'REJECTED'),
		one.rule,
	);
	const accepted = withStatus(reviewed, 'ACCEPTED').length;
	return {
		total_assignments_count: reviewed.length,
		accepted_assignments_rate: (100 * accepted) / reviewed.length,
		rejected_assignments_rate: 100 - (100 * accepted) / reviewed.length,
	};
}

/** About the task suite, whoever did it. */
function assessmentFacts({ assignment, event }: Happening): Facts {
	const { pool, suite, times } = assignment;
	const all = pool.assignments.filter((one) => one.suite === suite);
	const accept = times.rejected === undefined ? 'ACCEPT' : 'ACCEPT_AFTER_REJECT';
	return {
		assessment_event: event === 'ASSIGNMENT_REJECTED' ? 'REJECT' : accept,
		accepted_assignments_count: withStatus(all, 'ACCEPTED').length,
		rejected_assignments_count: withStatus(all, 'REJECTED').length,
		pending_assignments_count: withStatus(all, 'SUBMITTED').length,
	};
}

function speedFacts(one: Case): Facts {
	const threshold = Number(one.rule.parameters.fast_submit_threshold_seconds) * US_PER_SECOND;
	const counted = newest(historyOf(one).filter(isHandedIn), one.rule);
	return {
		total_submitted_count: counted.length,
		fast_submitted_count: counted.filter(
			({ times, createdUs }) => (times.submitted ?? Infinity) - createdUs < threshold,
		).length,
	};
}

function incomeFacts({ assignment, userId, atUs }: Case): Facts {
	const paid = assignmentsOf(assignment.pool, userId).filter(
		({ status, times }) => status === 'ACCEPTED' && (times.accepted ?? 0) > atUs - DAY_US,
	);
	return { income_sum_for_last_24_hours: paid.reduce((sum, { reward }) => sum + reward, 0) };
}

function skippedFacts(one: Case): Facts {
	const over = historyOf(one).filter(({ status }) => status !== 'ACTIVE');
	const other = over.findLastIndex(({ status }) => status !== 'SKIPPED');
	return { skipped_in_row_count: over.length - 1 - other };
}

function isHandedIn({ times }: Assignment): boolean {
	return times.submitted !== undefined;
}

function withStatus(
	assignments: readonly Assignment[],
	status: Assignment['status'],
): readonly Assignment[] {
	return assignments.filter((one) => one.status === status);
}
