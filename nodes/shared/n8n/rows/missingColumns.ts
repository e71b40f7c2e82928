import type { IExecuteFunctions } from 'n8n-workflow';
import { clean, isRecord } from '../../toloka/values/foreign';
import { PART } from '../expressions/expressions';
import { ownPathsIn } from '../expressions/gapWords';
import { namedIn, readsOther, valueAt } from '../expressions/namedColumns';
import { isMappedAutomatically } from './mapping';
import { addHint } from '../outputs/outputs';
import { rawParameter } from '../parameters/parameters';

const MAX_HINTS = 5;
/** Code that says itself what a missing column means: `$json.a ? 1 : 0`, `$if($json.a, 1, 0)`. */
const CHOICE = /\?(?!\.)|&&|\$if\(|typeof/;

/**
 * Hints at fields mapped one by one to a column that no item has, as after a column was renamed or
 * removed in an earlier node. An optional field is left out then, which nobody notices. That is no
 * reason to refuse the items: many sources leave out empty cells.
 *
 * @param others further expressions whose field may stay empty, by its label.
 */
export function hintAtMissingColumns(
	context: IExecuteFunctions,
	others: Readonly<Record<string, unknown>> = {},
): void {
	const mapped: unknown = rawParameter(context, 'fields.value', null);
	const isMapped = !isMappedAutomatically(context) && isRecord(mapped);
	const expressions = Object.entries({ ...(isMapped && mapped), ...others });
	let hints = 0;
	for (const [field, expression] of expressions) {
		const column = missingColumn(context, expression);
		if (column === undefined) continue;
		if (++hints > MAX_HINTS) return;
		addHint(
			context,
			`No item has the column “${clean(column, 80)}”, which the expression in ${clean(field, 80)} reads: check the expression, and the nodes before this one.`,
		);
	}
}

/** Returns the first column that an expression names if no item has any, unless it expects that. */
function missingColumn(context: IExecuteFunctions, entered: unknown): string | undefined {
	if (typeof entered !== 'string' || !entered.startsWith('=')) return;
	const code = [...entered.matchAll(PART)].map(([, part]) => part).join('\n');
	const paths = ownPathsIn(code);
	const expectsNone = namedIn(code).hasFallback || CHOICE.test(code);
	if (paths.length === 0 || expectsNone || readsOther(code)) return;
	const isThere = context.getInputData().some(({ json }) => hasAny(json, paths));
	return isThere ? undefined : paths[0].join('.');
}

/** Also true for what cannot be read: once the items are sent, nothing may fail any more. */
function hasAny(json: object, paths: readonly string[][]): boolean {
	try {
		return paths.some((path) => valueAt(json, path) !== undefined);
	} catch {
		return true;
	}
}
