import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SlicedPage } from '../../shared/toloka/flow/boundedFiles';
import type { GivenAnswer } from '../../shared/toloka/assignments/answerFiles';
import { givenAnswers } from '../../shared/toloka/assignments/answerFiles';
import { simplified } from '../../shared/toloka/assignments/answers';
import type { Assignment, AssignmentQuery } from '../../shared/toloka/assignments/assignments';
import { assignmentPages } from '../../shared/toloka/assignments/assignments';
import { getPool } from '../../shared/toloka/pools/pools';
import type { SlicedRows } from '../../shared/toloka/service/slicedWalk';
import { zoned } from '../../shared/toloka/values/times';
import type { Paired } from '../../shared/n8n/outputs/groups';
import { readLimit } from '../../shared/n8n/parameters/limit';
import { itemsOf } from '../../shared/n8n/outputs/listOutputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import { listing } from '../listing';
import type { Run } from '../operation';
import { addCutHint } from '../parameters';
import { answerFormat, assignmentFormat, filesOf } from './files';
import type { Wanted } from './wanted';
import { filtersOf, readWanted } from './wanted';

/** Pages of 1,000 assignments are a few megabytes; the service may accept only 300. */
const PAGE_SIZE = 1_000;

/** Lists answers or assignments, in the order in which the assignments were given out. */
export const getAssignments = listing(readAsked, listed);

interface Asked {
	poolId: string;
	limit: number;
	wanted: Wanted;
	query: AssignmentQuery;
}

function readAsked(context: IExecuteFunctions, index: number): Asked {
	const poolId = idOf(context, 'pool', 'Pool', index);
	const limit = readLimit(context, index);
	const wanted = readWanted(context, index);
	const query = { pool_id: poolId, limit: Math.min(PAGE_SIZE, limit) };
	return { poolId, limit, wanted, query: { ...query, ...filtersOf(context, index) } };
}

async function listed(
	run: Run,
	{ poolId, limit, wanted, query }: Asked,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const { context, connection } = run;
	const list = assignmentPages(connection.send, query, limit === Infinity);
	// An empty list may also mean that the pool does not exist.
	const pages = unlessEmpty(list, async () => await getPool(connection.send, poolId));
	const onCut = () => addCutHint(context, limit);
	if (wanted.output === 'assignments') {
		const walk = entriesOf(pages, (assignment) => [assignment], limit, onCut);
		if (wanted.deliverAs === 'items') return await itemsOf(walk, zoned, pairedItem);
		return await filesOf(run, poolId, walk, assignmentFormat(wanted), wanted, pairedItem);
	}
	const walk = entriesOf(pages, (assignment) => answersWanted(assignment, wanted), limit, onCut);
	if (wanted.deliverAs !== 'items') {
		const format = await answerFormat(run, poolId, wanted);
		return await filesOf(run, poolId, walk, format, wanted, pairedItem);
	}
	const shape = ({ answer }: GivenAnswer) => (wanted.simplify ? simplified(answer) : answer);
	return await itemsOf(walk, shape, pairedItem);
}

function answersWanted(assignment: Assignment, { withControl }: Wanted): GivenAnswer[] {
	return givenAnswers(assignment).filter(({ answer }) => withControl || !answer.is_control);
}

/** Yields the pages; if none has rows, calls `explain` at the end, which may throw the reason. */
async function* unlessEmpty(
	pages: AsyncIterable<SlicedRows<Assignment>>,
	explain: () => Promise<unknown>,
): AsyncGenerator<SlicedRows<Assignment>> {
	let isEmpty = true;
	for await (const page of pages) {
		isEmpty &&= page.isEmpty;
		yield page;
	}
	if (isEmpty) await explain();
}

/** Yields up to `limit` entries of the assignments, page by page. */
async function* entriesOf<Entry>(
	pages: AsyncIterable<SlicedRows<Assignment>>,
	entriesIn: (assignment: Assignment) => Entry[],
	limit: number,
	onCut: () => void,
): AsyncGenerator<SlicedPage<Entry>> {
	let left = limit;
	let isCut = false;

	function* entriesOfPage({ slices }: SlicedRows<Assignment>): Generator<Entry[]> {
		for (const slice of slices) {
			const entries = slice.flatMap(entriesIn);
			isCut = entries.length > left;
			const taken = isCut ? entries.slice(0, left) : entries;
			left -= taken.length;
			if (taken.length > 0) yield taken;
			if (isCut) return;
		}
	}

	for await (const page of pages) {
		yield entriesOfPage(page);
		if (left > 0) continue;
		if (isCut || page.hasMore) onCut();
		return;
	}
}
