import type { INodeExecutionData } from 'n8n-workflow';
import { prefixed } from '../../shared/toloka/fields/declared/names';
import type { Verdict } from '../../shared/toloka/assignments/review';
import type { Pauses } from '../../shared/toloka/flow/pauses';
import { forEachWithPauses } from '../../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../../shared/toloka/service/failures';
import { refusal } from '../../shared/toloka/service/failures';
import { onceByName } from '../../shared/toloka/values/onceByName';
import { asRead } from '../../shared/toloka/values/unseen';

/**
 * The verdicts that people write into a results file of the website, one line per task
 * (toloka-api §13): an assignment has the opposite mark as soon as one of its lines has it.
 */

/**
 * Programs put other dashes in place of a minus, and an apostrophe before what could be read as a
 * formula.
 */
const MARKS = { ACCEPTED: /^'?\+$/, REJECTED: /^'?[-\u2212\u2013\u2014]$/ };

/** By assignment: the first item with the opposite mark. */
export type OppositeMarks = ReadonlyMap<string, number>;

/** Finds the items that are marked for the other verdict. */
export async function oppositeMarks(
	items: readonly INodeExecutionData[],
	verdict: Verdict,
	pauses: Pauses,
): Promise<OppositeMarks> {
	const opposite = verdict === 'ACCEPTED' ? MARKS.REJECTED : MARKS.ACCEPTED;
	const keyOf = onceByName(columnKey);
	const found = new Map<string, number>();
	await forEachWithPauses(items, pauses, ({ json }, index) => {
		const row = new Map<string, string>();
		// Other columns may have values that throw when they are read.
		for (const name of Object.keys(json)) {
			const key = keyOf(name);
			const value = key === undefined ? undefined : json[name];
			if (key !== undefined && typeof value === 'string') row.set(key, value.trim());
		}
		const id = row.get('assignment:assignment_id');
		if (id === undefined || found.has(id)) return;
		if (opposite.test(row.get('accept:verdict') ?? '')) found.set(id, index);
	});
	return found;
}

/** Refuses a verdict against the mark, which cannot be undone: an acceptance is paid. */
export function opposed(
	id: string,
	verdict: Verdict,
	marked: number,
	itemIndex: number,
): TolokaFailure {
	const [doing, other, wanted] =
		verdict === 'ACCEPTED' ? ['accepted', '-', '+'] : ['rejected', '+', '-'];
	return refusal(
		`Assignment ${id} was not ${doing}: ACCEPT:verdict of item ${marked} is “${other}”`,
		`If an assignment has both “+” and “-”, correct its rows. Then put a Filter before this node that keeps only the rows whose ACCEPT:verdict is “${wanted}”, or remove that column with Edit Fields if it no longer applies.`,
		itemIndex,
	);
}

const COLUMNS = ['assignment:assignment_id', 'accept:verdict'];

function columnKey(name: string): string | undefined {
	const { prefix, rest } = prefixed(asRead(name)) ?? {};
	const key = `${prefix}:${rest}`.toLowerCase();
	return COLUMNS.includes(key) ? key : undefined;
}
