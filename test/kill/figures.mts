import type { TruthItem } from '../../emulator/apps/truth.mts';
import type { Ledger } from './ledger.mts';

/** What a campaign measured. */
export interface Figures {
	mode: string;
	seed: number;
	kills: number;
	moments: Record<string, number>;
	seconds: number;
	/** Rows sent to Push Items against the items that the service then had. */
	push: { rows: number; items: number; lost: number; doubled: number; retries: number };
	/** Finished items against those in the executions of the trigger's workflow. */
	stream: {
		finished: number;
		received: number;
		lost: number;
		doubled: number;
		executions: number;
		crashed: number;
	};
	/** What Remove Duplicates let through, once the executions that crashed were retried. */
	afterRemoveDuplicates: { passed: number; missing: number; doubled: number };
}

export interface Measured {
	mode: string;
	seed: number;
	kills: number;
	moments: Record<string, number>;
	retries: number;
	seconds: number;
	rows: string[];
	items: TruthItem[];
	ledger: Ledger;
}

export function figuresOf(measured: Measured): Figures {
	const { mode, seed, kills, moments, retries, seconds, rows, items, ledger } = measured;
	const byRow = new Map<string, number>();
	for (const { input } of items)
		byRow.set(String(input.id), (byRow.get(String(input.id)) ?? 0) + 1);
	const ids = items.map(({ id }) => id);
	return {
		...{ mode, seed, kills, moments, seconds },
		push: { rows: rows.length, items: ids.length, ...faultsOf(rows, byRow), retries },
		stream: {
			finished: ids.length,
			received: ledger.delivered.size,
			...faultsOf(ids, ledger.delivered),
			executions: ledger.executions,
			crashed: ledger.crashed,
		},
		afterRemoveDuplicates: {
			passed: ledger.passed.size,
			missing: ids.filter((id) => !ledger.passed.has(id)).length,
			doubled: surplus(ledger.passed),
		},
	};
}

function faultsOf(wanted: string[], counts: Map<string, number>) {
	return { lost: wanted.filter((key) => !counts.has(key)).length, doubled: surplus(counts) };
}

/** Copies beyond the first. */
function surplus(counts: Map<string, number>): number {
	return [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
}
