import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { compares } from '../users/admission.mts';
import type { Assignment } from '../entities.mts';
import type { EventType } from '../webhooks/entities.mts';
import { ACTIONS } from './actions.mts';
import { COLLECTORS } from './collectors.mts';
import { votersOn } from './majorityVote.mts';
import { rulesOf } from './rules.mts';

/**
 * Something has happened to an assignment: the rules of quality control that count such things act
 * where all their conditions hold. What is not known (captchas) meets no condition.
 */
export function applyRules(
	world: World,
	event: EventType,
	assignment: Assignment,
	atUs: Microseconds,
): void {
	for (const rule of rulesOf(assignment.pool)) {
		const collector = COLLECTORS[rule.collector];
		const act = ACTIONS[rule.action.type];
		if (collector === undefined || act === undefined || !collector.on.includes(event)) continue;
		const users =
			rule.collector === 'MAJORITY_VOTE' ? votersOn(assignment) : [assignment.performer.userId];
		for (const userId of users) {
			const one = { world, rule, event, assignment, userId, atUs };
			const facts = collector.facts(one);
			const isMet = rule.conditions.every(({ key, operator, value = null }) =>
				compares([facts[String(key)] ?? null], String(operator), value),
			);
			if (isMet) act(one, rule.action.parameters, facts);
		}
	}
}
