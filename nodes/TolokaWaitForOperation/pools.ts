import type { IExecuteFunctions } from 'n8n-workflow';
import type { PoolEnd } from '../shared/toloka/assignments/poolEnd';
import { earlyEnd, lookAtPool, neverCompletes } from '../shared/toloka/assignments/poolEnd';
import { clean } from '../shared/toloka/values/foreign';
import { systemClock } from '../shared/n8n/clock';
import { addHint } from '../shared/n8n/outputs';
import { idPerItem } from '../shared/n8n/parameters';
import { isOwnLoop } from './loop';
import type { Connection } from '../shared/n8n/transport';
import type { People } from './watchPeople';

/** Pools, until nobody is at work in them anymore. */
export function pools(context: IExecuteFunctions, { send }: Connection): People<PoolEnd> {
	const known = new Set<string>();
	/** Asked once, not after every suspension. */
	const asksForOverlap = !isOwnLoop(context);
	return {
		noun: 'pool',
		readId: (own, itemIndex) => idPerItem(own, 'pool', 'Pool')(itemIndex),
		lookAt: async (id) => {
			const look = await lookAtPool(send, id, () => systemClock.now());
			const isNew = asksForOverlap && !known.has(id);
			known.add(id);
			if (isNew && !look.isOver && (await neverCompletes(send, id))) warn(context, id);
			return look;
		},
		earlyEnd: ({ pool }) => earlyEnd(pool),
		shown: ({ pool, isClosed, hasActiveAssignments, awaitsReview }, isOver) => ({
			pool_id: pool.id,
			...pool,
			ended: isOver,
			closed_early: isClosed && earlyEnd(pool) !== undefined,
			has_active_assignments: hasActiveAssignments,
			awaits_review: awaitsReview,
		}),
		describe: ({ pool }) => `pool ${clean(pool.id)} is ${clean(pool.status)}`,
		slim: ({ pool: { status } }) => ({ status }),
	};
}

function warn(context: IExecuteFunctions, id: string): void {
	addHint(
		context,
		`Pool ${id} has only tasks with infinite overlap, so it is never completed: it ends when it is closed or expires.`,
	);
}
