import { parseArgs } from 'node:util';
import { readCommandLine } from '../../../demo/commandLine.mts';
import type { ContestantId } from './contestants.mts';
import { FAR_WORK, type WorkloadId } from './task.mts';

export interface Options {
	workloads: WorkloadId[];
	contestants: ContestantId[];
	rounds: number;
	n8nRounds: number;
	/** Share of the usual numbers of rows, for quick tries. */
	share: number;
	/** Whether to measure W7. */
	growth: boolean;
	json: boolean;
	writeDocs: boolean;
}

const NEAR: readonly WorkloadId[] = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W8', 'W9', 'W10', 'W11'];
const FAR = FAR_WORK.map((work): WorkloadId => `W12-${work}`);
const WORKLOADS = [...NEAR, ...FAR];
const CONTESTANTS: readonly ContestantId[] = ['axios', 'bare', 'engine', 'n8n', 'http', 'httpMost'];

const USAGE = `npm run bench -- [options]
  --workloads W1,W3       of ${NEAR.join(', ')}; W7 = how W1 and W3 grow
                          with the rows; W12 = W1 to W5 far from the service, or one: W12-W3
  --contestants axios,…   of ${CONTESTANTS.join(', ')}
  --rounds N              measured turns of each contestant (5), the median counts
  --n8n-rounds N          the same for those in n8n, which is started for each (3)
  --rows SHARE            of the usual numbers of rows, for example 0.01 for a quick try
  --json                  results as JSON on standard output
  --write-docs            docs/benchmark.json, .svg and .md anew from this run`;

/** Reads the command line; if it is invalid, prints the usage and ends the process. */
export function readOptions(args: string[]): Options {
	return readCommandLine(USAGE, () => parse(args));
}

function parse(args: string[]): Options {
	const { values } = parseArgs({
		args,
		options: {
			workloads: { type: 'string' },
			contestants: { type: 'string' },
			rounds: { type: 'string', default: '5' },
			'n8n-rounds': { type: 'string', default: '3' },
			rows: { type: 'string', default: '1' },
			json: { type: 'boolean', default: false },
			'write-docs': { type: 'boolean', default: false },
		},
	});
	const names = chosen(values.workloads, [...WORKLOADS, 'W7', 'W12'], 'workload');
	const growth = names.includes('W7');
	const workloads = names
		.flatMap((name) => (name === 'W12' ? FAR : [name]))
		.filter((name) => name !== 'W7');
	const rounds = positive('--rounds', values.rounds);
	return {
		workloads: growth && workloads.length === 0 ? ['W1', 'W3'] : workloads,
		contestants: chosen(values.contestants, CONTESTANTS, 'contestant'),
		rounds,
		n8nRounds: Math.min(rounds, positive('--n8n-rounds', values['n8n-rounds'])),
		share: positive('--rows', values.rows),
		growth,
		json: values.json,
		writeDocs: values['write-docs'],
	};
}

function chosen<Name extends string>(
	text: string | undefined,
	known: readonly Name[],
	what: string,
): Name[] {
	if (text === undefined) return [...known];
	return text.split(',').map((word) => {
		const name = known.find((one) => one === word.trim());
		if (name === undefined) throw new RangeError(`There is no ${what} "${word}"`);
		return name;
	});
}

function positive(option: string, text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new RangeError(`${option} needs a number above 0, not "${text}"`);
}
