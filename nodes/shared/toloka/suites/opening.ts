import { isFailure, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { whyNotOpen } from '../pools/pools';
import type { Facts, Fate, Fates } from './fates';
import type { PlannedRequest } from './requests';
import type { CreationRun } from './run';

/** Where the request that was to open the pool created nothing, the pool stays as it was. */
export function unopenedPools(
	{ drafts }: CreationRun,
	opening: readonly PlannedRequest[],
	fates: Fates,
): Facts {
	const poolOf = (position: number) => String(drafts[position].suite.pool_id);
	const idle = opening.filter(({ positions }) =>
		positions.every((position) => fates.get(position)?.id === undefined),
	);
	const problems = new Map(
		idle.map(({ positions: [first] }) => {
			const pool = poolOf(first);
			const why = 'all task suites of the last request are invalid';
			return [pool, `The pool ${pool} was not opened: ${why}`];
		}),
	);
	return problemsOfCreated(fates, (position) => problems.get(poolOf(position)));
}

/** The answer to a synchronous request does not tell whether the pool could be opened. */
export async function poolProblems({ send, drafts }: CreationRun, fates: Fates): Promise<Facts> {
	const problems = new Map<unknown, string | undefined>();
	for (const [position, { id }] of fates) {
		const { pool_id: pool } = drafts[position].suite;
		if (id === undefined || problems.has(pool)) continue;
		problems.set(pool, await poolProblem(send, String(pool)));
	}
	return problemsOfCreated(fates, (position) => problems.get(drafts[position].suite.pool_id));
}

async function poolProblem(send: Send, poolId: string): Promise<string | undefined> {
	const outcome = await outcomeOf(whyNotOpen(send, poolId));
	return isFailure(outcome) ? undefined : outcome;
}

function problemsOfCreated(
	fates: Fates,
	problemOf: (position: number) => string | undefined,
): Facts {
	const facts = new Map<number, Fate>();
	for (const [position, { id }] of fates) {
		const poolProblem = id === undefined ? undefined : problemOf(position);
		if (poolProblem !== undefined) facts.set(position, { poolProblem });
	}
	return facts;
}
