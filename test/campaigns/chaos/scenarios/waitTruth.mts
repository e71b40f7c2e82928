import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { factsOf } from '../facts.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { countByContent, difference, placeOf, some } from '../checks.mts';
import type { Stage } from '../stage.mts';
import type { WaitScenario } from './waitPlan.mts';

/** Compares what the node reported about operations with their actual outcomes. */
export class WaitTruth {
	readonly #begunAt: number;
	/** Operations that were over before the current execution started. */
	#over: ReadonlySet<string> = new Set();

	constructor(
		readonly stage: Stage,
		readonly scenario: WaitScenario,
	) {
		this.#begunAt = stage.time.now();
	}

	begin(): void {
		const over = [...this.#operations().values()].filter(({ status }) => isOver(status));
		this.#over = new Set(over.map(({ id }) => id));
	}

	#operations() {
		return new Map(this.stage.emulator.truth.operations().map((one) => [one.id, one]));
	}

	/** Checks that each input item is answered once, with its ended operation or an error. */
	checkAnswers(result: NodeResult): void {
		const { ids, mode } = this.scenario;
		const isLoop = mode === 'suspend';
		const answers = isLoop ? result.allOutputs.slice(1).flat() : result.outputs.flat();
		const told = answers.filter(({ json }) => json.error === undefined);
		const { surplus } = difference(
			countByContent(told.map(({ json }) => json.id)),
			countByContent(ids),
		);
		if (answers.length !== ids.length || surplus.length > 0) {
			const text = `${answers.length} answers to ${ids.length} items, too many: ${some(surplus)}`;
			this.stage.violated('each operation is answered once', text);
		}
		// In the loop, items are paired with those of the previous run.
		const isPaired = ({ json, pairedItem }: INodeExecutionData) =>
			json.id === ids[placeOf({ json, pairedItem }) ?? -1];
		if (!isLoop && !told.every(isPaired)) {
			this.stage.violated('outputs are paired', 'an operation is paired with another item');
		}
		for (const answer of answers) this.#checkAnswer(answer);
	}

	#checkAnswer({ json, error }: INodeExecutionData): void {
		const { mode, failIsError } = this.scenario;
		if (json.error !== undefined) {
			if (error !== undefined) this.#checkReason(error);
			return;
		}
		const status = this.#operations().get(String(json.id))?.status;
		if (mode === 'check' && !isOver(String(json.status))) {
			if (this.#over.has(String(json.id))) {
				this.stage.violated('what is over is seen', `${String(json.id)} is told to be running`);
			}
		} else if (json.status !== status) {
			const text = `${String(json.id)} is told to be ${String(json.status)}, but is ${status}`;
			this.stage.violated('operations are as they ended', text);
		} else if (status === 'FAIL' && failIsError) {
			this.stage.violated('a failed operation is an error', `${String(json.id)} is none`);
		}
		if (json.id === this.scenario.creation?.id) this.#checkSuites(json);
	}

	/** An operation that was running when it was checked has none to tell yet. */
	#checkSuites({ status, task_suite_ids: told }: IDataObject): void {
		const { addsSuiteIds, creation } = this.scenario;
		if (!addsSuiteIds || status !== 'SUCCESS') return;
		const { catalogue, truth } = this.stage.emulator;
		const known = new Set(truth.taskSuites(catalogue.pool().id).map(({ id }) => id));
		const ids = new Set((told as string[]).filter((id) => known.has(id)));
		if (ids.size !== creation?.suites) {
			const text = `${ids.size} of ${creation?.suites} created suites are told`;
			this.stage.violated('what is created is reported', text);
		}
	}

	/** Returns true if every retry of the same execution fails in the same way. */
	checkFailure(error: NodeResult['error']): boolean {
		this.#checkReason(error);
		const { hasUnknown, overMs, deadlineMs } = this.scenario;
		const { kind } = factsOf(error);
		if (kind === 'not-found') return hasUnknown;
		if (kind === 'not-finished') return overMs > deadlineMs;
		return kind === 'operation-failed';
	}

	#checkReason(error: unknown): void {
		const { kind, ids } = factsOf(error);
		const [id = 'no operation'] = ids;
		if (kind === 'operation-failed' && this.#operations().get(id)?.status !== 'FAIL') {
			this.stage.violated('operations are as they ended', `${id} has not failed`);
		}
		if (kind !== 'not-finished') return;
		if (this.stage.time.now() - this.#begunAt < this.scenario.deadlineMs) {
			this.stage.violated('the deadline is waited for', `${id} is called late`);
		}
		if (this.#over.has(id)) this.stage.violated('what is over is seen', `${id} is called late`);
	}
}

function isOver(status: string): boolean {
	return status === 'SUCCESS' || status === 'FAIL';
}
