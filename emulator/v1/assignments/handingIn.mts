import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment } from '../entities.mts';
import { raiseWhereUnsure } from './dynamicOverlap.mts';
import { submit } from './finishing.mts';
import { mergeAnswers } from './merging.mts';

/** Submits an assignment and updates other tasks; returns whether these need more work. */
export function handIn(
	world: World,
	assignment: Assignment,
	atUs: Microseconds,
	answers: JsonObject[] | null = null,
): boolean {
	submit(world, assignment, atUs, answers);
	mergeAnswers(world, assignment, atUs);
	return raiseWhereUnsure(world, assignment, atUs);
}
