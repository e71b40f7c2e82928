import type { IExecuteFunctions } from 'n8n-workflow';
import { afterEarlierRuns } from '../shared/n8n/outputs/earlierRuns';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, mostSerious, refusal } from '../shared/toloka/service/failures';
import { areAllRefused } from '../shared/toloka/suites/run/fates';
import { afterPartialCreation } from '../shared/toloka/suites/outcomes/partialWork';
import { refusedFailure, refusedItems } from '../shared/toloka/suites/outcomes/refusals';
import type { Made } from './groups';
import type { Result } from './running';
import { hasKey } from './targets';

/** Returns the failure that ends the run, if any, with what was created before it. */
export function failureOfRun(
	context: IExecuteFunctions,
	made: Made,
	results: readonly Result[],
): TolokaFailure | undefined {
	const failures = results.map(({ outcome }) => outcome.failure).filter(isFailure);
	const failure = mostSerious(failures);
	if (context.continueOnFail() && failure?.kind !== 'canceled') return undefined;
	if (failure === undefined) return nothingCreated(context, results);
	const fates = results.flatMap(({ outcome }) => [...outcome.fates.values()]);
	const created = fates.filter(({ id }) => id !== undefined).length;
	const ids = results.flatMap(({ started }) => started.map(({ operation }) => operation.id));
	if (created === 0 && ids.length === 0) return failure;
	return afterPartialCreation(failure, {
		kind: results[0].planned.group.rules.kind,
		created,
		total: made.groups.reduce((sum, { drafts }) => sum + drafts.length, 0),
		isInvalid: fates.some(({ errors }) => errors !== undefined),
		ids,
	});
}

/** Adds to a failure what earlier runs of a loop created, unless a new run would find it again. */
export function afterLoop(context: IExecuteFunctions, error: unknown): unknown {
	if (hasKey(context)) return error;
	return afterEarlierRuns(context, error, { did: 'created tasks', again: 'creates them again' });
}

/** Returns a failure if Toloka refused everything: skipping invalid items must leave some. */
function nothingCreated(
	context: IExecuteFunctions,
	results: readonly Result[],
): TolokaFailure | undefined {
	if (!results.every(({ outcome }) => areAllRefused(outcome.fates))) return undefined;
	const [first] = results.flatMap(({ planned: { group }, outcome }) => {
		const item = refusedFailure(group.drafts, outcome.fates)?.details.itemIndex;
		if (item === undefined) return [];
		return [{ item, reason: refusedItems(group.drafts, outcome.fates).get(item) }];
	});
	if (first === undefined) return undefined;
	const { length } = context.getInputData();
	const extent = length === 1 ? 'The item is' : `All ${length} items are`;
	return refusal(
		`Item ${first.item}: ${first.reason}. Nothing was created`,
		`${extent} invalid. Correct the data and run the node again.`,
		first.item,
	);
}
