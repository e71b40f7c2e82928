import type { TruthItem } from '../../../../emulator/apps/truth.mts';
import { contentOf, countByContent, difference, placeOf, some } from '../checks.mts';
import { factsOf } from '../facts.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import type { Stage } from '../stage.mts';
import type { PushScenario } from './pushPlan.mts';

/** Compares what the node said with what the service really has. */
export class PushTruth {
	/** @param others ids of items that this execution did not create; may grow. */
	constructor(
		readonly stage: Stage,
		readonly scenario: PushScenario,
		readonly others: ReadonlySet<string>,
	) {}

	/** The items of this execution, whatever the node knows of them. */
	created(): TruthItem[] {
		return this.stage.emulator.truth
			.items(this.scenario.project.id)
			.filter(({ id }) => !this.others.has(id));
	}

	/** At no time is anything there that should not be, or twice. */
	checkNothingDoubled(): void {
		const { rows, refusedBy } = this.scenario;
		const good = rows.filter((_row, place) => !refusedBy.has(place));
		const { surplus } = difference(countByInput(this.created()), countByContent(good));
		if (surplus.length > 0) {
			this.stage.violated('items are created once', `too many: ${some(surplus)}`);
		}
	}

	/** Where everything went well in the end, everything is there. */
	checkComplete(result: NodeResult): void {
		const { rows, refusedBy, destination, batchName, startsBatch, project } = this.scenario;
		const good = rows.filter((_row, place) => !refusedBy.has(place));
		const { missing } = difference(countByInput(this.created()), countByContent(good));
		if (missing.length > 0) {
			this.stage.violated('items are created once', `missing: ${some(missing)}`);
		}
		if (destination !== 'newBatch' || good.length === 0) return;
		const batches = this.stage.emulator.truth
			.batches(project.id)
			.filter(({ name }) => name === batchName);
		if (batches.length !== 1 || batches[0].itemIds.length !== good.length) {
			const sizes = batches.map(({ itemIds }) => itemIds.length).join(' + ');
			this.stage.violated('a batch is created once', `${batches.length} batches of ${sizes}`);
		} else if ((batches[0].status !== 'NEW') !== startsBatch && !tellsOfBatch(result)) {
			this.stage.violated('a batch is started when asked', `it is ${batches[0].status}`);
		}
	}

	/** Each output item belongs to its input item, and its id to equal content. */
	checkPairing(result: NodeResult): void {
		const { rows } = this.scenario;
		const byId = new Map(this.created().map((item) => [item.id, item]));
		const seen = new Set<number>();
		const ids = new Set<unknown>();
		for (const output of result.outputs.flat()) {
			const place = placeOf(output);
			const { id } = output.json;
			if (place === undefined || place >= rows.length || seen.has(place)) {
				this.stage.violated('outputs are paired', `item ${place} is answered twice or unknown`);
				return;
			}
			seen.add(place);
			if (typeof id !== 'string' || output.json.error !== undefined) continue;
			const item = byId.get(id);
			if (item === undefined || ids.has(id) || contentOf(item.input) !== contentOf(rows[place])) {
				this.stage.violated('ids belong to equal content', `item ${place} got the id ${id}`);
				return;
			}
			ids.add(id);
		}
		if (seen.size !== rows.length) {
			this.stage.violated('outputs are paired', `${seen.size} of ${rows.length} items answered`);
		}
	}

	/** What an execution that went on despite failures created, and not for a row that failed. */
	checkReported(result: NodeResult): void {
		const outputs = result.outputs.flat();
		const told = new Set(outputs.map(({ json }) => json.id));
		const untold = this.created().filter(({ id }) => !told.has(id));
		const failed = outputs
			.filter(({ json }) => json.error !== undefined)
			.map((output) => this.scenario.rows[placeOf(output) ?? -1]);
		const { surplus } = difference(countByInput(untold), countByContent(failed));
		if (surplus.length > 0) {
			const text = `created, but neither in the output nor called failed: ${some(surplus)}`;
			this.stage.violated('what is created is reported', text);
		}
	}

	/** What a failed execution says about the items that it created. */
	checkFailure(error: NodeResult['error'], before: number): void {
		const now = this.created().length;
		const { counts, isInDoubt } = factsOf(error);
		const named = counts?.created ?? 0;
		// Nothing can be counted where the look for an earlier try fails.
		const told = named + (isInDoubt ? (counts?.unclear ?? Infinity) : 0);
		if (named <= now && now - before <= told) return;
		const text = `${now} items exist, ${before} of them from before, ${told} are told of`;
		this.stage.violated('what is created is reported', `${text}: ${error?.message}`);
	}
}

function countByInput(items: readonly TruthItem[]): Map<string, number> {
	return countByContent(items.map(({ input }) => input));
}

function tellsOfBatch({ outputs }: NodeResult): boolean {
	return outputs.flat().every(({ json }) => typeof json.batch_problem === 'string');
}
