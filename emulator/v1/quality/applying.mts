import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { compares } from '../users/admission.mts';
import type { Assignment } from '../entities.mts';
import type { EventType } from '../webhooks/entities.mts';
import { ACTIONS } from './actions.mts';
import { COLLECTORS, type Case, type Facts } from './collectors.mts';
import { votersOn } from './majorityVote.mts';
import { rulesOf } from './rules.mts';

/**
 * Runs the quality control rules that count this event and whose conditions all hold. Rules about
 * what the emulator does not count (`TRAINING`) never run.
 */
export function applyRules(
	world: World,
	event: EventType,
	assignment: Assignment,
	atUs: Microseconds,
): void {
	for (const rule of rulesOf(assignment.pool)) {
		const collector = COLLECTORS[rule.collector];
		if (collector === undefined || !collector.on.includes(event)) continue;
		if (collector.counts?.(assignment) === false) continue;
		const users =
			rule.collector === 'MAJORITY_VOTE' ? votersOn(assignment) : [assignment.performer.userId];
		for (const userId of users) {
			const one = { world, rule, event, assignment, userId, atUs };
			actWhereMet(one, collector.facts(one));
		}
	}
}

/** Runs the rule's action if all its conditions hold. */
export function actWhereMet(one: Case, facts: Facts): void {
	const { conditions, action } = one.rule;
	const isMet = conditions.every(({ key, operator, value = null }) =>
		compares([facts[String(key)] ?? null], String(operator), value),
	);
	if (isMet) ACTIONS[action.type]?.(one, action.parameters, facts);
}
