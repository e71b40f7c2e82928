import { LOOK_AFTER_MS } from '../flow/settling';
import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import { searchOf } from './lookUp';
import type { Look } from './matching';
import type { Run } from './run';
import { LEFT_OUT, inputsAt } from './run';
import { findOnce } from './search';

/**
 * Records the ids of a response with fewer ids than entries, because Toloka left out invalid
 * entries. The items are looked up to tell which entries they are (toloka-api §12, 15).
 */
export async function recordCreated(
	run: Run,
	positions: readonly number[],
	ids: readonly string[],
): Promise<TolokaFailure | undefined> {
	const { plan, progress, clock } = run;
	const found = new Map<number, string>();
	for (const waitMs of ids.length > 0 ? [0, ...LOOK_AFTER_MS] : []) {
		await clock.sleep(waitMs, plan.signal);
		const look = await outcomeOf(lookAmong(run, positions, new Set(ids)));
		if (isFailure(look)) return inDoubt(look);
		for (const [place, match] of look.found.entries()) {
			if (match !== undefined) found.set(positions[place], match.id);
		}
		if (found.size >= ids.length) break;
	}
	for (const [position, id] of found) progress.ids[position] = id;
	if (found.size < ids.length) return notTold(ids.length - found.size);
	for (const position of positions) {
		if (!found.has(position)) progress.refused.set(position, LEFT_OUT);
	}
	return undefined;
}

async function lookAmong(
	run: Run,
	positions: readonly number[],
	ids: ReadonlySet<string>,
): Promise<Look> {
	const search = { ...searchOf(run), isKnown: ({ id }: { id: string }) => !ids.has(id) };
	return await findOnce(run.send, inputsAt(run, positions), search, { byCallerId: true });
}

function notTold(count: number): TolokaFailure {
	return new TolokaFailure('contradiction', {
		doing: 'looking up which items Toloka left out because of errors',
		text: `${count} of the created items are not among those that were sent`,
		isInDoubt: true,
	});
}
