import type { IExecuteFunctions } from 'n8n-workflow';
import { earlyEnd } from '../shared/toloka/assignments/poolEnd';
import type { PoolCounts } from '../shared/toloka/assignments/poolProgress';
import { countsText } from '../shared/toloka/assignments/poolProgress';
import { clean } from '../shared/toloka/values/foreign';
import { addHint } from '../shared/n8n/outputs/outputs';
import { idOf } from '../shared/n8n/parameters/parameters';
import type { Connection } from '../shared/n8n/transport/transport';
import type { PoolState } from './poolLooks';
import { PoolLooks } from './poolLooks';
import type { People } from './watchPeople';

/** Pools, watched until nobody is working in them anymore. */
export function pools(context: IExecuteFunctions, connection: Connection): People<PoolState> {
	const looks = new PoolLooks(context, connection, (id) => addHint(context, endless(id)));
	return {
		noun: 'pool',
		readId: (own, itemIndex) => idOf(own, 'pool', 'Pool', itemIndex),
		lookAt: async (id, isLast) => await looks.lookAt(id, isLast),
		earlyEnd: ({ pool }) => earlyEnd(pool),
		shown,
		describe: ({ pool, counts }) => {
			const state = `pool ${clean(pool.id)} is ${clean(pool.status)}`;
			return counts === undefined ? state : `${state}, ${countsText(counts)}`;
		},
		endless: ({ pool, isEndless }) => (isEndless === true ? endless(pool.id) : undefined),
		slim: ({ pool: { status }, counts }) => ({ status, ...counts }),
	};
}

/** Returns the output item, with the results of the wait first; what was not read is null. */
function shown(state: PoolState, isOver: boolean): object {
	const { pool, isClosed, hasActiveAssignments, awaitsReview, counts } = state;
	const { status, ...rest } = pool;
	return {
		pool_id: pool.id,
		status,
		ended: isOver,
		closed_early: isClosed && earlyEnd(pool) !== undefined,
		has_active_assignments: hasActiveAssignments ?? null,
		awaits_review: awaitsReview ?? (counts ? counts.assignments_awaiting_review > 0 : null),
		...(counts ?? NOT_COUNTED),
		...rest,
	};
}

const NOT_COUNTED: Record<keyof PoolCounts, null> = {
	tasks_done: null,
	tasks_total: null,
	assignments_awaiting_review: null,
};

const endless = (id: string) =>
	`Pool ${clean(id)} has only tasks with infinite overlap, so it is never completed: it ends when it is closed or expires.`;
