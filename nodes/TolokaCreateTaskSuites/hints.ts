import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isManualRun } from '../shared/n8n/execution/execution';
import { hintAtLeftOut } from '../shared/n8n/rows/invalidItems';
import { hintAtEmptyRows, isMappedAutomatically } from '../shared/n8n/rows/mapping';
import { hintAtMissingColumns } from '../shared/n8n/rows/missingColumns';
import { addHint } from '../shared/n8n/outputs/outputs';
import { rawParameter } from '../shared/n8n/parameters/parameters';
import { prefixed } from '../shared/toloka/fields/declared/names';
import { isBlank } from '../shared/toloka/fields/rows/row';
import type { Operation } from '../shared/toloka/operations/operation';
import type { Fate } from '../shared/toloka/suites/run/fates';
import { clean } from '../shared/toloka/values/foreign';
import { minuteText } from '../shared/toloka/values/times';
import type { Made } from './groups';
import { itemCount } from './groups';
import type { Result } from './running';

/** Adds hints about what is easily overlooked in the output. */
export function giveHints(
	context: IExecuteFunctions,
	made: Made,
	results: readonly Result[],
	outputs: readonly INodeExecutionData[],
): void {
	hintAtPools(context, results);
	hintAtLateOpening(context, results);
	if (isManualRun(context)) hintAtReuse(context, results);
	const leftOut = outputs.filter(({ json }) => json.problem !== undefined);
	hintAtLeftOut(context, leftOut.length, itemCount(context, made));
	hintAtEmptyRows(context, made.emptyRows.size);
	if (!made.itemsAreTasks) return;
	hintAtKnownSolutions(context);
	hintAtMissingColumns(context, controlTaskIn(context));
}

/** The expressions of what makes a control or training task; without a value a task is ordinary. */
function controlTaskIn(context: IExecuteFunctions): Record<string, unknown> {
	const read = (name: string) => rawParameter(context, `controlTask.${name}`, '');
	return {
		'Baseline Solutions': read('baselineSolutions'),
		'Known Solutions': read('knownSolutions'),
		'Message on Unknown Solution': read('messageOnUnknownSolution'),
	};
}

/** Hints at pools that nobody works on, because they could not be opened or Open Pool is off. */
function hintAtPools(context: IExecuteFunctions, results: readonly Result[]): void {
	const fates = results.flatMap(({ outcome }) => [...outcome.fates.values()]);
	const problems = new Set(fates.map(({ poolProblem }) => poolProblem));
	for (const problem of problems) {
		if (problem === undefined) continue;
		addHint(context, `${problem}. Everything was created; open the pool once this is fixed.`);
	}
	const closed = results.filter(isLeftClosed).map(({ planned }) => planned.group.pool);
	const pools = [...new Set(closed)];
	if (pools.length === 0) return;
	const isOnly = pools.length === 1 && results.length === 1;
	const [which, it] = isOnly
		? ['The pool is', 'it']
		: pools.length === 1
			? [`The pool ${pools[0]} is`, 'it']
			: [`The pools ${pools.join(', ')} are`, 'them'];
	addHint(context, `${which} closed: nobody works on ${it} until you open ${it} (Open Pool).`);
}

/**
 * Hints at operations of earlier tries and runs that do not open their pool. The node hands them
 * over without waiting, so it cannot open the pool itself.
 */
function hintAtLateOpening(context: IExecuteFunctions, results: readonly Result[]): void {
	for (const { planned, started } of results) {
		const { isClosed } = planned.group.rules;
		const late = started.find(
			({ request, operation }) =>
				isClosed && request.opensPool && operation.parameters?.open_pool === false,
		);
		if (late === undefined) continue;
		addHint(
			context,
			`Open Pool was turned on after the operation ${late.operation.id} had been started, so it does not open the pool ${planned.group.pool}. Open the pool when the operation has finished.`,
		);
	}
}

function isLeftClosed({ planned, outcome }: Result): boolean {
	const { rules, opensPool } = planned.group;
	const isFilled = [...outcome.fates.values()].some(isCreatedOrStarted);
	return rules.isClosed && !opensPool && isFilled;
}

function isCreatedOrStarted({ id, operationId, errors, failure }: Fate): boolean {
	return errors === undefined && failure === undefined && (id ?? operationId) !== undefined;
}

/** Hints at tasks that an earlier run created and this one did not create again. */
function hintAtReuse(context: IExecuteFunctions, results: readonly Result[]): void {
	const found = results.flatMap((result) => result.found);
	const tasks = found.reduce((sum, { request }) => sum + request.tasks, 0);
	if (tasks === 0) return;
	// All groups of a run have a key, or none has.
	const { isKey, isManual } = results[0].planned.naming;
	if (!isKey && !isManual) return;
	const [exist, were] = tasks === 1 ? ['1 task exists', 'was'] : [`${tasks} tasks exist`, 'were'];
	const times = [...new Set(found.map(({ operation }) => timeOf(operation)))].sort();
	const run = times.length === 1 ? `run at ${times[0]}` : `runs up to ${times.at(-1)}`;
	const [which, advice] = isKey
		? [`${run} with the same Operation ID`, 'Only another Operation ID creates such tasks again.']
		: [
				`manual ${run}`,
				'Production executions are not affected; the option Create Again in Manual Runs turns this off.',
			];
	addHint(context, `${exist} from the ${which} and ${were} not created again. ${advice}`);
}

/** Hints at a column of known solutions, which is ignored if fields are mapped one by one. */
function hintAtKnownSolutions(context: IExecuteFunctions): void {
	if (isMappedAutomatically(context)) return;
	if ((rawParameter(context, 'controlTask.knownSolutions', '') ?? '') !== '') return;
	const column = knownColumn(context);
	if (column === undefined) return;
	const text = `Column “${clean(column, 80)}” was ignored: it is used only with Map Automatically`;
	addHint(context, `${text}. With Map Each Column Manually, set Known Solutions instead.`);
}

function isForKnown(column: string): boolean {
	const name = column.trimStart();
	return prefixed(name)?.prefix === 'GOLDEN' || name.toLowerCase() === 'known_solutions';
}

function knownColumn(context: IExecuteFunctions): string | undefined {
	const seen = new Set<string>();
	for (const { json } of context.getInputData()) {
		for (const name in json) {
			if (seen.has(name)) continue;
			if (!isForKnown(name)) seen.add(name);
			else if (!isBlank(json[name])) return name;
		}
	}
	return undefined;
}

function timeOf({ submitted = '', id }: Operation): string {
	return submitted === '' ? `an earlier time (operation ${id})` : minuteText(submitted);
}
