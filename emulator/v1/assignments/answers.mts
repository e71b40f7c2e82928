import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { hashFraction, hashText } from '../../random.mts';
import { makeAnswer } from '../../samples.mts';
import type { World } from '../../world.mts';
import type { Assignment, PoolProject, Task } from '../entities.mts';
import { fileIdsOf } from './files.mts';
import { answerSpec } from './viewOptions.mts';

/** How often simulated performers give the task's own answer. */
const ACCURACY = 0.85;

/** Answers to the tasks of a suite, in their order (toloka-api §P4.1). */
export function answersOf(world: World, assignment: Assignment): JsonObject[] {
	const { answers, suite, performer } = assignment;
	return suite.tasks.map((task, index) => {
		const given = answers?.[index];
		if (given !== undefined) {
			return given;
		}
		const made = answerTask(world, suite.pool.project, task, performer.number);
		return { ...made, ...fileIdsOf(assignment, index) };
	});
}

export function answerTask(
	world: World,
	project: PoolProject,
	task: Task,
	performer: number,
): JsonObject {
	return Object.fromEntries(
		Object.keys(answerSpec(project)).map((name) => [
			name,
			answerField(world, project, task, name, performer),
		]),
	);
}

/** Usually the task's own answer; otherwise any that the spec allows. */
export function answerField(
	world: World,
	project: PoolProject,
	task: Task,
	name: string,
	performer: number,
): Json {
	const spec = answerSpec(project);
	const field = spec[name];
	if (field === undefined) {
		return null;
	}
	const position = Object.keys(spec).indexOf(name);
	const hash = hashText(task.id);
	const salt = 1000 * position + performer;
	if (hashFraction(hash, salt) >= ACCURACY) {
		return fromInput(makeAnswer(name, field, position, hash + salt), task.input);
	}
	const content = hashText(JSON.stringify(task.input), world.seed);
	return (
		knownAnswer(task, name) ?? fromInput(makeAnswer(name, field, position, content), task.input)
	);
}

/** Resolves an option of a view that refers to the task: `{type: "data.input", path}`. */
function fromInput(answer: Json, input: JsonObject): Json {
	if (Array.isArray(answer)) {
		return answer.map((one) => fromInput(one, input));
	}
	if (!isJsonObject(answer) || answer.type !== 'data.input') {
		return answer;
	}
	return String(answer.path)
		.split('.')
		.reduce((value: Json, key) => (isJsonObject(value) ? (value[key] ?? null) : null), input);
}

function knownAnswer({ knownSolutions }: Task, name: string): Json | undefined {
	const [first] = Array.isArray(knownSolutions) ? knownSolutions : [];
	const values = isJsonObject(first) ? first.output_values : undefined;
	return isJsonObject(values) ? values[name] : undefined;
}
