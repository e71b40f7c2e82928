import type { Mode } from './campaign.mts';
import type { Faults, Figures } from './figures.mts';

/**
 * What was lost, or made or received twice, although the mode promises otherwise: by default a
 * killed n8n may lose or repeat what its triggers delivered, and *At Least Once* may repeat it.
 */
export function brokenPromises(mode: Mode, { push, stream, pools }: Figures): string[] {
	const { accepted, clones, tasks, answers } = pools;
	const always = {
		push,
		tasks,
		clones,
		accepted: { lost: accepted.lost, doubled: accepted.others },
	};
	const delivered = { stream, answers };
	const names = {
		durable: [...named(delivered, 'lost'), ...named(delivered, 'doubled')],
		atLeastOnce: named(delivered, 'lost'),
		default: [],
	};
	return [...named(always, 'lost'), ...named(always, 'doubled'), ...names[mode]];
}

function named(counted: Record<string, Faults>, fault: keyof Faults): string[] {
	const found = Object.entries(counted).filter(([, faults]) => faults[fault] > 0);
	return found.map(([name, faults]) => `${name}: ${faults[fault]} ${fault}`);
}
