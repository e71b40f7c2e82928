import type { TruthItem } from '../../../emulator/apps/truth.mts';
import type { Ledger } from './ledger.mts';
import type { PoolFigures } from './poolWork.mts';

/** What a campaign measured. */
export interface Figures {
	mode: string;
	seed: number;
	kills: number;
	/** Number of kills of each kind, and how many of them lost something. */
	moments: Record<string, { kills: number; withLoss: number }>;
	seconds: number;
	/** Rows sent to Push Items, compared with the service's items. */
	push: { rows: number; items: number; lost: number; doubled: number; retries: number };
	/** Finished items, compared with those in the executions of the trigger's workflow. */
	stream: {
		finished: number;
		received: number;
		lost: number;
		doubled: number;
		executions: number;
		crashed: number;
	};
	/** Work on pools, some of it interrupted by kills. */
	pools: PoolFigures;
	/** Items that Remove Duplicates let through, after the crashed executions were retried. */
	afterRemoveDuplicates: { passed: number; missing: number; doubled: number };
}

/** A kill; `at` is by the emulator's clock. */
export interface Kill {
	kind: string;
	at: number;
}

interface Measured {
	mode: string;
	seed: number;
	kills: Kill[];
	retries: number;
	seconds: number;
	rows: string[];
	items: TruthItem[];
	ledger: Ledger;
	pools: PoolFigures;
}

/** What is missing, and the copies beyond the first. */
export interface Faults {
	lost: number;
	doubled: number;
}

export function figuresOf(measured: Measured): Figures {
	const { mode, seed, kills, retries, seconds, rows, items, ledger, pools } = measured;
	const made = items.map(({ input }) => String(input.id));
	const ids = items.map(({ id }) => id);
	return {
		...{ mode, seed, kills: kills.length, moments: momentsOf(kills, items, ledger), seconds },
		push: { rows: rows.length, items: ids.length, ...countFaults(rows, made), retries },
		stream: {
			finished: ids.length,
			received: ledger.delivered.size,
			...faultsOf(ids, ledger.delivered),
			executions: ledger.executions,
			crashed: ledger.crashed,
		},
		pools,
		afterRemoveDuplicates: {
			passed: ledger.passed.size,
			missing: ids.filter((id) => !ledger.passed.has(id)).length,
			doubled: surplus(ledger.passed),
		},
	};
}

/** Counts kills by kind. A lost item is attributed to the first kill after it was finished. */
function momentsOf(kills: Kill[], items: TruthItem[], { delivered }: Ledger): Figures['moments'] {
	const lost = items.filter(({ id }) => !delivered.has(id));
	const culprits = lost.map(({ finishedUs }) => {
		return kills.find(({ at }) => at >= (finishedUs ?? 0) / 1000);
	});
	const moments: Figures['moments'] = {};
	for (const kill of kills) {
		const moment = (moments[kill.kind] ??= { kills: 0, withLoss: 0 });
		moment.kills += 1;
		if (culprits.includes(kill)) moment.withLoss += 1;
	}
	return moments;
}

export function countFaults(wanted: string[], made: string[]): Faults {
	const counts = new Map<string, number>();
	for (const key of made) counts.set(key, (counts.get(key) ?? 0) + 1);
	return faultsOf(wanted, counts);
}

function faultsOf(wanted: string[], counts: Map<string, number>): Faults {
	return { lost: wanted.filter((key) => !counts.has(key)).length, doubled: surplus(counts) };
}

/** Counts the copies beyond the first. */
function surplus(counts: Map<string, number>): number {
	return [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
}
