import type { Problem } from '../../toloka/fields/cells/check';
import { pasteable } from './expressions';

/** Tells, in messages, where a list or an object contains the value that its field accepts. */

/**
 * Adds the expression that returns the value to the problems.
 *
 * @param sourceOf returns the expression for the list or the object itself: `$json.photo`.
 * @param where says where to enter the expression, if it is not there already.
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
		const expressions = problem.ends.flatMap((end) => pasteable(source + end) ?? []);
		if (expressions.length === 0) return problem;
		const next = nextStep(`set it to ${expressions.join(' or ')}${where}`, problem.entries);
		return { ...problem, reason: `${problem.reason}: ${next}` };
	});
}

/** Says “first” even for a single entry: later rows may have several. */
function nextStep(change: string, entries = 0): string {
	if (entries === 0) return change;
	if (entries === 1) return `${change}, for its first entry`;
	return `for the first of its ${entries} entries, ${change}; to send each, put Split Out before the node`;
}

/** A single expression with no text around it. */
const EXPRESSION = /^=\{\{((?:(?!\}\}).)+)\}\}$/s;
const NAME = /^\$json(?:\.[\p{L}_$][\p{L}\p{N}_$]*|\["(?:[^"\\]|\\.)*"\])+$/u;
/** A comment or the end of a statement, which are not allowed in parentheses. */
const UNBRACKETED = /\/\/|;$/;

/**
 * Returns the code of a mapped expression, in parentheses unless it is a name; undefined if the
 * field is not mapped by a single expression.
 */
export function sourceIn(mapped: unknown): string | undefined {
	const [, within = ''] = (typeof mapped === 'string' && EXPRESSION.exec(mapped)) || [];
	const source = within.trim();
	if (NAME.test(source)) return source;
	return source === '' || UNBRACKETED.test(source) ? undefined : `(${source})`;
}
