import type { Problem } from '../toloka/fields/check';
import { clean } from '../toloka/values/foreign';

/** Where a list or an object holds the value that its field wants, as messages say it. */

/**
 * The problems with the expression that returns the value.
 *
 * @param sourceOf what returns the list or the object itself: `$json.photo`.
 * @param where the expression is to be entered, if it is not there already.
 */
export function withValuesWithin(
	problems: readonly Problem[],
	sourceOf: (problem: Problem) => string | undefined,
	where = '',
): readonly Problem[] {
	if (!problems.some(({ ends }) => ends !== undefined)) return problems;
	return problems.map((problem) => {
		const source = problem.ends && sourceOf(problem);
		if (problem.ends === undefined || source === undefined) return problem;
		const expressions = problem.ends.map((end) => `{{ ${clean(source + end)} }}`).join(' or ');
		const next = nextStep(`set it to ${expressions}${where}`, problem.entries);
		return { ...problem, reason: `${problem.reason}: ${next}` };
	});
}

/** Rows of one entry may come before rows of several. */
function nextStep(change: string, entries = 0): string {
	if (entries === 0) return change;
	if (entries === 1) return `${change}, for its first entry`;
	return `for the first of its ${entries} entries, ${change}; to send each, put Split Out before the node`;
}

/** An expression with nothing around it: a name as it is, anything else in brackets. */
const EXPRESSION = /^=\{\{((?:(?!\{\{|\}\}).)+)\}\}$/s;
const NAME = /^\$json(?:\.[\p{L}_$][\p{L}\p{N}_$]*|\["[^"]*"\])+$/u;
/** A comment, or the end of a statement, which cannot stand in brackets. */
const UNBRACKETED = /\/\/|;$/;
const MAX_SOURCE = 150;

/** What returns the value of a field that is mapped by a short expression; undefined for other ones. */
export function sourceIn(mapped: unknown): string | undefined {
	const [, within = ''] = (typeof mapped === 'string' && EXPRESSION.exec(mapped)) || [];
	const source = within.trim();
	if (NAME.test(source)) return source;
	const isShown = source !== '' && source.length <= MAX_SOURCE && !UNBRACKETED.test(source);
	return isShown ? `(${source})` : undefined;
}
