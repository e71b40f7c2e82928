import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { LogEntry } from '../../../../emulator/steering/log.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import type { Stage } from '../stage.mts';
import type { SolutionsScenario } from './solutionsPlan.mts';

/** Compares the solutions that the node returned with those of the service. */
export class SolutionsTruth {
	#mostStarts = 1;

	constructor(
		readonly stage: Stage,
		readonly scenario: SolutionsScenario,
	) {}

	#aggregations() {
		const isAggregation = ({ type }: { type: string }) => type === 'SOLUTION.AGGREGATE';
		return this.stage.emulator.truth.operations().filter(isAggregation);
	}

	/**
	 * Allows one more start: an aggregation started before a kill is not looked up, because its
	 * answers may be outdated.
	 */
	forget(): void {
		this.#mostStarts += 1;
	}

	/** Checks that retries do not restart the aggregation, which is the same for all input items. */
	checkNothingDoubled(): void {
		if (this.scenario.operation !== 'aggregatePool') return;
		const started = this.#aggregations().filter(({ status }) => status !== 'FAIL');
		if (started.length <= this.#mostStarts + this.#timesGone()) return;
		this.stage.violated('an aggregation is started once', `${started.length} were started`);
	}

	/** How often the service said that it has no such solutions: then a retry starts them again. */
	#timesGone(): number {
		const isGone = ({ status, path }: LogEntry) =>
			status === 404 && /aggregated-solutions|operations/.test(path);
		return this.stage.emulator.log.entries().filter(isGone).length;
	}

	/** Checks that each input item gets every solution once and in order, or an error. */
	checkAnswers({ outputs }: NodeResult): void {
		const answers = outputs.flat();
		for (const item of this.scenario.rows.keys()) {
			const own = answers.filter((answer) => itemsOf(answer).includes(item));
			if (own.some(({ json }) => json.error !== undefined)) continue;
			const told = own.flatMap((answer) => this.#solutionsIn(answer));
			if (this.#expected(item).includes(told.join('\n'))) continue;
			const text = `item ${item} got ${told.length} solutions, ${told.slice(0, 3).join(', ')}`;
			this.stage.violated('every solution comes once and in order', text);
		}
	}

	/** Lists the possible results of an item: one text per operation that may have been read. */
	#expected(item: number): string[] {
		const { operation, ids, refused, descending, limit, above, upTo } = this.scenario;
		if (refused.has(item)) return [];
		const ended = this.#aggregations().filter(({ status }) => status === 'SUCCESS');
		const possible = operation === 'getMany' ? [ids[item]] : ended.map(({ id }) => id);
		return possible.map((id) => {
			const within = this.stage.emulator.truth
				.solutions(id)
				.filter(({ taskId }) => taskId > (above ?? '') && (!upTo || taskId <= upTo));
			const sorted = descending ? within.reverse() : within;
			const wanted = sorted.slice(0, limit);
			return wanted.map(({ taskId, output }) => `${taskId} ${String(output.result)}`).join('\n');
		});
	}

	#solutionsIn({ json, binary }: INodeExecutionData): string[] {
		const { flatten, format } = this.scenario;
		const text = () => Buffer.from(binary?.data.data ?? '', 'base64').toString();
		const ofFile = () => (format === 'csv' ? csvRows(text()) : ndjsonRows(text()));
		const pageRows = (json.items as IDataObject[] | undefined) ?? [json];
		return (binary === undefined ? pageRows : ofFile()).map((row) => {
			const values = flatten ? row : (row.output_values as IDataObject);
			return `${String(row.task_id)} ${String(values.result)}`;
		});
	}
}

/** Lists the input items of an output item: items with the same request share their output. */
function itemsOf({ pairedItem }: INodeExecutionData): number[] {
	const all = Array.isArray(pairedItem) ? pairedItem : [pairedItem];
	return all.map((one) => (typeof one === 'object' ? one.item : (one ?? -1)));
}

function ndjsonRows(text: string): IDataObject[] {
	const lines = text.split('\n').filter((line) => line !== '');
	return lines.map((line) => JSON.parse(line) as IDataObject);
}

/** Parses CSV in which no value needs quotes. */
function csvRows(text: string): IDataObject[] {
	const [columns, ...lines] = text.split('\r\n').map((line) => line.split(','));
	return lines
		.slice(0, -1)
		.map((line) => Object.fromEntries(line.map((value, index) => [columns[index], value])));
}
