import type { Answer } from '../assignments/answers';
import { canonicalJson, ownOf } from '../values/content';
import { chooser } from '../values/chooser';

/** Counts how many people gave which answer: a few numbers per task, however large answers are. */
export class Ballots {
	private readonly inputsOf: ReturnType<typeof chooser> | undefined;
	/** Different answers, each once. */
	private readonly values: unknown[] = [];
	private readonly numbers = new Map<string, number>();
	private readonly tasks = new Map<string, TaskBallots>();

	/** @param inputs names of the input fields to keep; undefined to keep none. */
	constructor(
		private readonly fields: readonly string[],
		inputs: readonly string[] | undefined,
	) {
		this.inputsOf = inputs && chooser(inputs);
	}

	get taskIds(): IterableIterator<string> {
		return this.tasks.keys();
	}

	/** Counts one person's answer to a task; a field left empty is an answer, too. */
	count({ task_id, task_suite_id, input_values, output_values }: Answer, place: number): void {
		// In pools without smart mixing, tasks may have no id of their own (toloka-api §P11, 14).
		const id = task_id ?? `${task_suite_id}:${place}`;
		let task = this.tasks.get(id);
		if (task === undefined) {
			const input = this.inputsOf && JSON.stringify(this.inputsOf(input_values));
			task = { count: 0, votes: [], input };
			this.tasks.set(id, task);
		}
		task.count++;
		for (const [index, field] of this.fields.entries()) {
			vote(
				task.votes,
				this.numberOf(ownOf(output_values, field) ?? null) * this.fields.length + index,
			);
		}
	}

	/** The answers to a task, field by field. */
	of(taskId: string): Result {
		const { count, votes, input } = this.tasks.get(taskId) ?? { count: 0, votes: [] };
		const fields = this.fields.map((name, index) => ({
			name,
			candidates: this.candidates(votes, index),
		}));
		return {
			count,
			fields,
			input: input === undefined ? undefined : (JSON.parse(input) as Values),
		};
	}

	private candidates(votes: readonly number[], index: number): Candidate[] {
		const candidates: Candidate[] = [];
		for (let place = 0; place < votes.length; place += 2) {
			const number = Math.floor(votes[place] / this.fields.length);
			if (votes[place] % this.fields.length !== index) continue;
			candidates.push({ value: this.values[number], votes: votes[place + 1] });
		}
		return candidates;
	}

	private numberOf(value: unknown): number {
		const text = canonicalJson(value);
		let number = this.numbers.get(text);
		if (number === undefined) {
			number = this.values.push(value) - 1;
			this.numbers.set(text, number);
		}
		return number;
	}
}

type Values = Record<string, unknown>;

interface TaskBallots {
	/** How many people answered. */
	count: number;
	/** Pairs: a code for the field and the answer, and how many people gave it. */
	votes: number[];
	/** Input values as JSON, which takes less memory than objects. */
	input?: string;
}

export interface Candidate {
	value: unknown;
	votes: number;
}

export interface FieldResult {
	name: string;
	/** The different answers, in the order in which they were first given. */
	candidates: Candidate[];
}

export interface Result {
	/** How many people answered. */
	count: number;
	fields: FieldResult[];
	input: Values | undefined;
}

function vote(votes: number[], code: number): void {
	for (let place = 0; place < votes.length; place += 2) {
		if (votes[place] !== code) continue;
		votes[place + 1]++;
		return;
	}
	votes.push(code, 1);
}
