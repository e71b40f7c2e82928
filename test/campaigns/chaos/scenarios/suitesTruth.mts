import type { TruthTaskSuite } from '../../../../emulator/v1/truth.mts';
import { contentOf, countByContent, difference, placeOf, some } from '../checks.mts';
import { factsOf } from '../facts.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import type { Stage } from '../stage.mts';
import type { SuitesScenario } from './suitesPlan.mts';

const LONGEST_OPERATION_MS = 60 * 60_000;

type Created = Pick<TruthTaskSuite, 'id' | 'poolId' | 'tasks'>;

/** Compares the node's output with the task suites that the service has. */
export class SuitesTruth {
	constructor(
		readonly stage: Stage,
		readonly scenario: SuitesScenario,
	) {}

	/** Lists the suites; with smart mixing, each task as if it were a suite. */
	created(): Created[] {
		const { truth } = this.stage.emulator;
		const { mixes, pools } = this.scenario;
		if (!mixes) return pools.flatMap(({ id }) => truth.taskSuites(id));
		const tasks = pools.flatMap(({ id }) => truth.tasks(id));
		return tasks.map(({ id, poolId, input }) => ({ id, poolId, tasks: [{ id, input }] }));
	}

	/** Checks that no task exists that should not, or twice; holds at any time. */
	checkNothingDoubled(): void {
		const { surplus } = difference(this.#createdTasks(), countByContent(this.#goodTasks()));
		if (surplus.length > 0) {
			this.stage.violated('task suites are created once', `too many: ${some(surplus)}`);
		}
	}

	#createdTasks(): Map<string, number> {
		return countByContent(
			this.created().flatMap(({ poolId, tasks }) => tasks.map(({ input }) => [poolId, input])),
		);
	}

	/** Lists the tasks that can be created, including those that share a suite with a bad one. */
	#goodTasks(): unknown[] {
		const { tasks, refused, poolAt } = this.scenario;
		return tasks.flatMap((values, item) =>
			refused.has(item) ? [] : values.map((one) => [poolAt(item), one]),
		);
	}

	/** Checks, if no item is bad, that every task exists. */
	checkComplete(): void {
		if (this.scenario.refused.size > 0) return;
		const { missing } = difference(this.#createdTasks(), countByContent(this.#goodTasks()));
		if (missing.length > 0) {
			this.stage.violated('task suites are created once', `missing: ${some(missing)}`);
		}
	}

	/** Checks that each input item is answered once, and that every reported suite has its tasks. */
	checkAnswers(result: NodeResult): void {
		const { rows, tasks, input, mixes } = this.scenario;
		const byId = new Map(this.created().map((suite) => [suite.id, suite]));
		const seen = new Set<number>();
		let told = 0;
		for (const output of result.outputs.flat()) {
			const place = placeOf(output);
			if (place === undefined || place >= rows.length || seen.has(place)) {
				this.stage.violated('outputs are paired', `item ${place} is answered twice or unknown`);
				return;
			}
			seen.add(place);
			const { json } = output;
			const id = input === 'suites' ? json.id : mixes ? json.task_id : json.task_suite_id;
			if (typeof id !== 'string' || json.error !== undefined) continue;
			const suite = byId.get(id);
			const contents = suite?.tasks.map((task) => contentOf(task.input)) ?? [];
			const taskId = suite?.tasks.find(
				(task) => contentOf(task.input) === contentOf(tasks[place][0]),
			)?.id;
			const isRight =
				tasks[place].every((values) => contents.includes(contentOf(values))) &&
				(json.task_id === undefined || json.task_id === taskId);
			if (!isRight) {
				this.stage.violated('ids belong to equal content', `item ${place} got the suite ${id}`);
				return;
			}
			told += tasks[place].length;
		}
		if (seen.size !== rows.length) {
			const silent = [...rows.keys()].filter((place) => !seen.has(place)).map(String);
			this.stage.violated('outputs are paired', `without an answer: ${some(silent)}`);
		}
		this.#checkReported(result, told);
	}

	/** Checks that what exists is in the output, or belongs to items reported as possibly created. */
	#checkReported({ outputs }: NodeResult, told: number): void {
		const { tasks } = this.scenario;
		const failed = outputs.flat().filter(({ json }) => json.error !== undefined);
		const mayExist = failed.flatMap((output) => tasks[placeOf(output) ?? -1] ?? []);
		const there = this.created().reduce((sum, suite) => sum + suite.tasks.length, 0);
		if (there <= told + mayExist.length) return;
		const text = `${there} tasks exist, ${told} are in the output, ${mayExist.length} may exist`;
		this.stage.violated('what is created is reported', text);
	}

	/** Checks that each operation exists, and that no item belongs to two of them. */
	checkOperations(result: NodeResult, hasFailed: boolean): void {
		this.stage.time.pass(LONGEST_OPERATION_MS);
		const { truth } = this.stage.emulator;
		const known = new Map(truth.operations().map((operation) => [operation.id, operation]));
		const items: number[] = [];
		let succeeded = true;
		for (const output of result.outputs.flat()) {
			const { json, pairedItem } = output;
			if (json.error !== undefined) continue;
			if (!Array.isArray(pairedItem)) {
				// The output has an item's result from an earlier try, besides the operations.
				items.push(placeOf(output) ?? -1);
				continue;
			}
			const operation = known.get(String(json.operation_id));
			if (operation === undefined) {
				this.stage.violated('operations are real', `${String(json.operation_id)} does not exist`);
			}
			succeeded &&= operation?.status === 'SUCCESS';
			items.push(...(pairedItem as Array<{ item: number }>).map(({ item }) => item));
		}
		if (new Set(items).size !== items.length) {
			this.stage.violated('outputs are paired', `some items belong to two operations`);
		}
		if (!hasFailed && succeeded) this.checkComplete();
	}

	/** Checks that a pool was opened as requested, or that the output says why not. */
	checkPool(result: NodeResult): void {
		if (!this.scenario.opensPool || this.scenario.delivery === 'operation') return;
		const pools = new Set(this.created().map(({ poolId }) => poolId));
		const isTold = result.outputs.flat().some(({ json }) => json.pool_problem !== undefined);
		for (const { id, status } of this.stage.emulator.catalogue.pools()) {
			if (!pools.has(id) || status === 'OPEN' || isTold) continue;
			this.stage.violated('a pool is opened or it is said why not', `pool ${id} is ${status}`);
		}
	}

	/**
	 * Checks what a failed execution reports about the suites that it created or may have created.
	 */
	checkFailure({ error }: NodeResult, before: number): void {
		const { counts, ids, isInDoubt } = factsOf(error);
		const named = counts?.created ?? 0;
		const now = this.created().length;
		const isOpenEnded = isInDoubt || ids.length > 0;
		if (named <= now && (now - before <= named || isOpenEnded)) return;
		const text = `${now} suites exist, ${before} before, ${named} are told of`;
		this.stage.violated('what is created is reported', `${text}: ${error?.message}`);
	}
}
