import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import type { Problem } from '../shared/toloka/fields/check';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { problemsOfSuite } from '../shared/toloka/suites/check';
import { maxTasks } from '../shared/toloka/suites/requests';
import type { Draft } from '../shared/toloka/suites/drafts';
import { draftOf, suiteFrom, withSettings } from '../shared/toloka/suites/drafts';
import type { SuiteJson } from '../shared/toloka/suites/taskSuites';
import { systemClock } from '../shared/n8n/clock';
import { perItem, rawParameter, readId } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Drafts } from './drafts';
import { addProblems, rulesOrThrow } from './drafts';
import type { Settings } from './settings';
import { suiteSettingsReader } from './settings';
import { sentences } from '../shared/toloka/service/sentences';
import type { PoolRules } from '../shared/toloka/suites/poolRules';
import { readPoolRules } from '../shared/toloka/suites/poolRules';

/** Reads a suite from each item and completes it by the settings of the node. */
export async function draftsOfSuites(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	settings: Settings,
): Promise<Drafts> {
	const problems = new Map<number, Problem[]>();
	const poolId = isPoolChosen(context) ? readId(context, 'pool', 'Pool') : undefined;
	const settingsOf = suiteSettingsReader(context, settings);
	const pauses = { clock: systemClock, signal };
	const suites = await mapWithPauses(suiteValues(context), pauses, (value, item) => {
		const suite = suiteFrom(value);
		if (typeof suite !== 'string') {
			addProblems(problems, [item], overlapConflict(suite, settings));
			return withSettings(suite, { ...settingsOf(item), pool_id: poolId });
		}
		addProblems(problems, [item], [{ field: '', reason: suite }]);
		return {};
	});
	const ids = new Set(suites.map(({ pool_id: id }) => id).filter(isPoolId));
	const rules = await readPoolRules(send, [...ids]);
	if (poolId !== undefined && ids.has(poolId)) rulesOrThrow(rules.get(poolId));
	const most = maxTasks(settings.delivery !== 'sync');
	const drafts = await mapWithPauses(suites, pauses, (suite, item) => {
		const draft = draftOf(suite, [item], false);
		if (!problems.has(item)) addProblems(problems, [item], suiteProblems(draft, rules, most));
		return draft;
	});
	const sendable = drafts.filter((_draft, item) => !problems.has(item));
	return { drafts: sendable, problems, itemsAreTasks: false, emptyRows: 0 };
}

const ITEM_JSON = /^=\s*\{\{\s*\$json\s*\}\}\s*$/;

/** The value of the field Task Suite per item; the item itself is not evaluated for it. */
function suiteValues(context: IExecuteFunctions): unknown[] {
	const raw = rawParameter(context, 'taskSuite', '={{ $json }}');
	const items = context.getInputData();
	if (typeof raw === 'string' && ITEM_JSON.test(raw)) return items.map(({ json }) => json);
	const read = perItem<unknown>(context, 'taskSuite', null);
	return items.map((_item, index) => read(index));
}

/** Where the pool's overlap is asked for, the service ignores another one. */
export function overlapConflict(suite: SuiteJson, { overlapMode }: Settings): Problem[] {
	const isNamed = suite.overlap !== undefined || suite.infinite_overlap === true;
	if (overlapMode !== 'poolDefault' || !isNamed) return [];
	const field = suite.overlap === undefined ? 'infinite_overlap' : 'overlap';
	const reason = 'is given, but Overlap is set to “Pool Default”, for which the service ignores it';
	return [{ field, reason }];
}

function isPoolChosen(context: IExecuteFunctions): boolean {
	const value: unknown = context.getNodeParameter('pool', 0, '', { extractValue: true });
	return value !== '' && value !== undefined && value !== null;
}

function isPoolId(value: unknown): value is string {
	return typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value);
}

function suiteProblems(
	{ suite, size }: Draft,
	rules: Map<string, PoolRules | TolokaFailure>,
	maxTasksOfSuite: number,
): Problem[] {
	const poolRules = rulesOrProblem(suite, rules);
	if ('reason' in poolRules) return [poolRules];
	return problemsOfSuite(suite, poolRules, size, maxTasksOfSuite);
}

/** What the pool of a suite demands, or what is wrong with the pool. */
function rulesOrProblem(
	{ pool_id: id }: SuiteJson,
	rules: Map<string, PoolRules | TolokaFailure>,
): PoolRules | Problem {
	const field = 'pool_id';
	if (id === undefined || id === '') {
		return { field, reason: 'is missing, and no Pool is chosen in the node' };
	}
	if (!isPoolId(id)) return { field, reason: 'is not the id of a pool' };
	const found = rules.get(id);
	const isAboutPool = isFailure(found) && ['not-found', 'refused-locally'].includes(found.kind);
	return isAboutPool ? { field: '', reason: sentences(found).message } : rulesOrThrow(found);
}
