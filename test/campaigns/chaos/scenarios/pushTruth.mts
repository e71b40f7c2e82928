import type { IDataObject } from 'n8n-workflow';
import type { AppProjectInfo } from '../../../../emulator/inProcess/catalogue.mts';
import type { TruthItem } from '../../../../emulator/apps/truth.mts';
import { contentOf, countByContent, difference, placeOf, some } from '../checks.mts';
import { factsOf } from '../facts.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import type { Stage } from '../stage.mts';
import type { PushScenario } from './pushPlan.mts';

/** An item, with its original content and project: the service may rewrite it. */
interface CreatedItem extends TruthItem {
	content: string;
}

/** Compares the node's output with what the service has. */
export class PushTruth {
	/** @param others IDs of items that this execution did not create; may grow. */
	constructor(
		readonly stage: Stage,
		readonly scenario: PushScenario,
		readonly others: ReadonlySet<string>,
	) {}

	/** Lists the items of this execution, whether the node knows them or not. */
	created(): CreatedItem[] {
		const { truth } = this.stage.emulator;
		return this.scenario.projects.flatMap(({ id: projectId }) =>
			truth
				.items(projectId)
				.filter(({ id }) => !this.others.has(id))
				.map((item) => ({ ...item, content: contentOf([projectId, item.sent]) })),
		);
	}

	/** Returns the intended project and content of a row. */
	#contentAt(place: number): string {
		return contentOf([this.#targetAt(place).project.id, this.scenario.rows[place]]);
	}

	#targetAt(place: number): { project: AppProjectInfo; batchName: string; key: string } {
		const { projects, batchNames } = this.scenario;
		const project = projects[place % projects.length];
		const batchName = batchNames[place % batchNames.length];
		return { project, batchName, key: `${project.id} ${batchName}` };
	}

	#goodPlaces(): number[] {
		const { rows, refusedBy } = this.scenario;
		return [...rows.keys()].filter((place) => !refusedBy.has(place));
	}

	/** Checks that nothing exists that should not, or twice; holds at any time. */
	checkNothingDoubled(): void {
		const good = this.#goodPlaces().map((place) => this.#contentAt(place));
		const { surplus } = difference(countByInput(this.created()), countByContent(good));
		if (surplus.length > 0) {
			this.stage.violated('items are created once', `too many: ${some(surplus)}`);
		}
	}

	/** Checks that everything exists that did not fail. */
	checkComplete(result: NodeResult): void {
		const failed = new Set(
			result.outputs
				.flat()
				.map((output) => ({ json: output.json, target: this.#targetAt(placeOf(output) ?? 0) }))
				.filter(({ json }) => json.error !== undefined || this.#isLeftOut(json))
				.map(({ target }) => target.key),
		);
		const there = countByInput(this.created());
		const byTarget = new Map<string, number[]>();
		for (const place of this.#goodPlaces()) {
			const { key } = this.#targetAt(place);
			byTarget.set(key, [...(byTarget.get(key) ?? []), place]);
		}
		for (const [key, places] of byTarget) {
			if (failed.has(key)) continue;
			const wanted = countByContent(places.map((place) => this.#contentAt(place)));
			const missing = [...wanted].filter(([one, count]) => (there.get(one) ?? 0) < count);
			if (missing.length > 0) {
				const text = `missing: ${some(missing.map(([one]) => one))}`;
				this.stage.violated('items are created once', text);
			}
			this.#checkBatch(result, places);
		}
	}

	/** Whether an item was left out because its project, or that project's app, was not found. */
	#isLeftOut({ id, problem }: IDataObject): boolean {
		if (id !== null || typeof problem !== 'string') return false;
		return this.stage.emulator.log.entries().some(({ method, path, status }) => {
			const [what = ''] = /[^/]+$/.exec(path) ?? [];
			return method === 'GET' && status === 404 && problem.endsWith(` ${what}`);
		});
	}

	#checkBatch(result: NodeResult, good: readonly number[]): void {
		const { destination, startsBatch, theme } = this.scenario;
		// Items pushed elsewhere before the settings were changed remain there.
		if (destination !== 'newBatch' || theme === 'changes') return;
		const { project, batchName } = this.#targetAt(good[0]);
		// An empty batch left by a killed process costs nothing, and could be somebody else's.
		const isLeftEmpty = ({ itemIds, status }: { itemIds: readonly string[]; status: string }) =>
			itemIds.length === 0 && status === 'NEW';
		const batches = this.stage.emulator.truth
			.batches(project.id)
			.filter((batch) => batch.name === batchName && !isLeftEmpty(batch));
		if (batches.length !== 1 || batches[0].itemIds.length !== good.length) {
			const sizes = batches.map(({ itemIds }) => itemIds.length).join(' + ');
			this.stage.violated('a batch is created once', `${batches.length} batches of ${sizes}`);
		} else if ((batches[0].status !== 'NEW') !== startsBatch && !tellsOfBatch(result, good)) {
			this.stage.violated('a batch is started when asked', `it is ${batches[0].status}`);
		}
	}

	/** Checks that each output item is paired with its input item, and its ID with equal content. */
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
			if (item === undefined || ids.has(id) || item.content !== this.#contentAt(place)) {
				this.stage.violated('ids belong to equal content', `item ${place} got the id ${id}`);
				return;
			}
			ids.add(id);
		}
		if (seen.size !== rows.length) {
			this.stage.violated('outputs are paired', `${seen.size} of ${rows.length} items answered`);
		}
	}

	/** Checks that whatever exists is in the output or belongs to a row reported as failed. */
	checkReported(result: NodeResult): void {
		const outputs = result.outputs.flat();
		const told = new Set(outputs.map(({ json }) => json.id));
		const untold = this.created().filter(({ id }) => !told.has(id));
		const failed = outputs
			.filter(({ json }) => json.error !== undefined)
			.map((output) => this.#contentAt(placeOf(output) ?? -1));
		const { surplus } = difference(countByInput(untold), countByContent(failed));
		if (surplus.length > 0) {
			const text = `created, but neither in the output nor called failed: ${some(surplus)}`;
			this.stage.violated('what is created is reported', text);
		}
	}

	/** Checks what a failed execution reports about the items that it created. */
	checkFailure(error: NodeResult['error'], before: number): void {
		const now = this.created().length;
		const { counts, isInDoubt } = factsOf(error);
		const named = counts?.created ?? 0;
		// Nothing can be counted if the look-up of an earlier try fails.
		const told = named + (isInDoubt ? (counts?.unclear ?? Infinity) : 0);
		if (named <= now && now - before <= told) return;
		const text = `${now} items exist, ${before} of them from before, ${told} are told of`;
		this.stage.violated('what is created is reported', `${text}: ${error?.message}`);
	}
}

function countByInput(items: readonly CreatedItem[]): Map<string, number> {
	return countByContent(items.map(({ content }) => content));
}

function tellsOfBatch({ outputs }: NodeResult, places: readonly number[]): boolean {
	const own = outputs.flat().filter((output) => places.includes(placeOf(output) ?? -1));
	return own.every(({ json }) => typeof json.batch_problem === 'string');
}
