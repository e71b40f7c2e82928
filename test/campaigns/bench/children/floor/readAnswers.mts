import type { Outcome, Task } from '../../task.mts';
import type { Http } from './http.mts';
import { writeLines } from './lines.mts';

/** The same as in the node (`assignment/getMany.ts`). */
const PAGE = 1_000;

type Values = Record<string, unknown>;

interface Assignment {
	id: string;
	pool_id: string;
	user_id: string;
	status: string;
	submitted: string;
	tasks: Array<{ id: string; input_values: Values }>;
	solutions: Array<{ output_values: Values }>;
}

interface Page {
	items: Assignment[];
	has_more: boolean;
}

/** W10: writes the answers of a pool's assignments to a file with one JSON object per line. */
export async function writeAnswers(http: Http, task: Task): Promise<Outcome> {
	return await writeLines(answerPages(http, task.target));
}

async function* answerPages(http: Http, poolId: string): AsyncGenerator<object[]> {
	let after: string | undefined;
	for (;;) {
		const { data } = await http.get<Page>('/api/v1/assignments', {
			params: { pool_id: poolId, sort: 'id', limit: PAGE, id_gt: after },
		});
		yield data.items.flatMap(answersIn);
		if (!data.has_more) return;
		after = data.items.at(-1)?.id;
	}
}

function answersIn({ tasks, solutions, id, ...assignment }: Assignment): object[] {
	return tasks.map((task, place) => ({
		...solutions[place].output_values,
		assignment_id: id,
		task_id: task.id,
		pool_id: assignment.pool_id,
		user_id: assignment.user_id,
		status: assignment.status,
		submitted: assignment.submitted,
		input_values: task.input_values,
	}));
}
