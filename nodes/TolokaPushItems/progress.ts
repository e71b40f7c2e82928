import type { IExecuteFunctions } from 'n8n-workflow';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { Elsewhere, PushPlan, PushProgress } from '../shared/toloka/items/run';
import { noProgress } from '../shared/toloka/items/run';
import { contentOf } from '../shared/toloka/values/content';
import { fingerprint } from '../shared/toloka/values/keys';
import { addTo, takingFrom } from '../shared/toloka/values/lists';
import { systemClock } from '../shared/n8n/clock';
import { isToolCall, runName } from '../shared/n8n/execution/execution';
import { recall, remember } from '../shared/n8n/execution/nodeMemory';

/**
 * What a run has pushed, saved with the execution for its retry. Items are recognized by content,
 * never by settings: whatever the user changes before the retry, nothing is pushed twice.
 */
export interface KeptRun {
	/** Service time before which nothing of the run was created. */
	startedAt: number;
	/** Whether nothing is left to do. A complete run is kept only for tool calls. */
	isComplete: boolean;
	groups: KeptGroup[];
}

/** What was pushed to one destination. */
interface KeptGroup {
	place: string;
	projectId: string;
	batchId?: string;
	started?: boolean;
	/** Names under which the batch may have been created. */
	unclearNames?: string[];
	/** Whether unclear items may be at another destination. */
	isElsewhere?: boolean;
	/** Fingerprints of the items, separated by commas: n8n saves one long text quickly. */
	contents: string;
	/** Ids of these items, likewise; empty if it is unclear whether an item was created. */
	ids: string;
	/** Items that are not in the batch, by index in these lists. */
	elsewhere: Array<[number, Elsewhere]>;
}

/** One item of an earlier try. */
interface Reached {
	content: string;
	id: string;
	where?: Elsewhere;
}

type Subject = Pick<PushPlan, 'projectId' | 'batchId' | 'newBatch' | 'inputs'>;

const NAME = 'tolokaPush';

/** Returns what an earlier try of this run pushed. */
export function recallRun(context: IExecuteFunctions): KeptRun | undefined {
	return keptRuns(context)[runName(context)];
}

/** Returns the ids of all kept items: those of failed runs and of tool calls. */
export function keptIds(context: IExecuteFunctions): string[] {
	const groups = Object.values(keptRuns(context)).flatMap((run) => run?.groups ?? []);
	return groups.flatMap(({ ids }) => ids.split(','));
}

/**
 * Keeps what a run has pushed, for its retry. A complete run is forgotten, because a loop may push
 * equal items again on purpose; a model that calls a tool again with equal items means the same
 * ones.
 */
export async function keepRun(
	context: IExecuteFunctions,
	startedAt: number,
	reached: ReadonlyArray<{ plan: Subject; progress: PushProgress }>,
	isComplete: boolean,
): Promise<void> {
	if (isComplete && !isToolCall(context)) return keep(context, undefined);
	const groups = await withoutTakenOver(recallRun(context)?.groups ?? [], reached);
	for (const { plan, progress } of reached) groups.push(await keptGroup(plan, progress));
	// A try without a response does not know the service's clock either: the next try starts afresh.
	if (groups.length === 0) return keep(context, undefined);
	const isClear = (group: KeptGroup) => unpacked(group).every(({ id }) => id !== '');
	keep(context, { startedAt, isComplete: isComplete && groups.every(isClear), groups });
}

function keep(context: IExecuteFunctions, run: KeptRun | undefined): void {
	if (run === undefined && recallRun(context) === undefined) return;
	remember(context, NAME, { ...keptRuns(context), [runName(context)]: run });
}

/**
 * Returns what earlier tries pushed, without what the current plans have taken over. The rest is
 * from other calls of a tool, including items that may or may not exist.
 */
async function withoutTakenOver(
	earlier: readonly KeptGroup[],
	reached: ReadonlyArray<{ plan: Subject; progress: PushProgress }>,
): Promise<KeptGroup[]> {
	if (earlier.length === 0) return [];
	const ids = new Set(reached.flatMap(({ progress }) => progress.ids));
	const contents = new Set<string>();
	for (const { plan } of reached) {
		for (const content of await fingerprints(plan.inputs)) {
			contents.add(`${plan.projectId} ${content}`);
		}
	}
	const isTaken = ({ projectId }: KeptGroup, { id, content }: Reached) =>
		id === '' ? contents.has(`${projectId} ${content}`) : ids.has(id);
	return earlier
		.map((group) =>
			packed(
				group,
				unpacked(group).filter((one) => !isTaken(group, one)),
			),
		)
		.filter(({ contents: left }) => left !== '');
}

function keptRuns(context: IExecuteFunctions): Record<string, KeptRun | undefined> {
	return recall<Record<string, KeptRun | undefined>>(context, NAME) ?? {};
}

/** Returns each plan's initial progress: what an earlier try of the run has pushed of it. */
export async function resumeProgress(
	kept: KeptRun | undefined,
	plans: readonly Subject[],
): Promise<PushProgress[]> {
	const progresses = plans.map(({ inputs }) => noProgress(inputs.length));
	if (kept === undefined) return progresses;
	const contents: string[][] = [];
	for (const { inputs } of plans) contents.push(await fingerprints(inputs));
	const groups = kept.groups.map(earlierGroup);
	const free = new Set(groups);
	// First what went to the same destination; then, if settings were changed, what went elsewhere.
	for (const [index, plan] of plans.entries()) {
		const own = ownGroup([...free], plan);
		if (own === undefined) continue;
		free.delete(own);
		continueBatch(progresses[index], own.group);
		assignEarlier(progresses[index], contents[index], own, placeOf(plan));
	}
	for (const [index, plan] of plans.entries()) {
		const progress = progresses[index];
		for (const one of groups.filter(({ group }) => isOf(group, plan))) {
			const { group } = one;
			const taken = assignEarlier(progress, contents[index], one, placeOf(plan));
			const isNew = plan.newBatch !== undefined && group.place.startsWith(NEW);
			// After a call of a tool that has ended, another name means another batch.
			if (taken.length > 0 && isNew && !kept.isComplete) continueBatch(progress, group);
			const { batchId } = group;
			if (batchId === (progress.batchId ?? plan.batchId)) continue;
			// An item that was elsewhere already in that try is still there.
			for (const position of taken) {
				if (!progress.elsewhere.has(position)) progress.elsewhere.set(position, { batchId });
			}
		}
	}
	return progresses;
}

/** Returns a group for the plan's destination, of several calls of a tool one with a batch. */
function ownGroup(groups: readonly EarlierGroup[], plan: Subject): EarlierGroup | undefined {
	const own = groups.filter(({ group }) => isOf(group, plan) && group.place === placeOf(plan));
	return own.find(({ group }) => group.batchId !== undefined) ?? own[0];
}

function isOf(group: KeptGroup, { projectId }: Subject): boolean {
	return group.projectId === projectId;
}

const NEW = 'new ';

function placeOf({ batchId, newBatch }: Subject): string {
	if (newBatch !== undefined) return `${NEW}${newBatch.name ?? ''}`;
	return batchId ?? '';
}

/** Continues a new batch of an earlier try, so that the remaining items are added to it. */
function continueBatch(progress: PushProgress, { batchId, started }: KeptGroup): void {
	if (progress.batchId !== undefined) return;
	progress.batchId = batchId;
	progress.started = started;
}

/**
 * Assigns items of an earlier try to the plan's entries; returns the positions of these entries.
 *
 * @param place the plan's destination.
 */
function assignEarlier(
	progress: PushProgress,
	contents: readonly string[],
	{ group, next }: EarlierGroup,
	place: string,
): number[] {
	const taken: number[] = [];
	const unclear = [...(progress.doubt?.positions ?? [])];
	let isElsewhere = progress.doubt?.isElsewhere;
	for (const [position, content] of contents.entries()) {
		if (progress.ids[position] !== undefined) continue;
		const reached = next(content);
		if (reached === undefined) continue;
		taken.push(position);
		if (reached.id === '') {
			unclear.push(position);
			progress.unclearNames ??= group.unclearNames;
			isElsewhere ||= isDoubtElsewhere(group, place);
		} else progress.ids[position] = reached.id;
		if (reached.where !== undefined) progress.elsewhere.set(position, reached.where);
	}
	if (unclear.length > 0) progress.doubt = { positions: unclear, unexplained: 0, isElsewhere };
	return taken;
}

/**
 * Whether unclear items may be at another destination. A batch that may or may not exist does not
 * count, because it is looked up by name.
 */
function isDoubtElsewhere(group: KeptGroup, place: string): boolean {
	return group.isElsewhere === true || (group.place !== place && group.unclearNames === undefined);
}

async function keptGroup(plan: Subject, progress: PushProgress): Promise<KeptGroup> {
	const { ids, elsewhere, doubt, batchId, started } = progress;
	const unclear = new Set(doubt?.positions);
	const positions = [...ids.keys()].filter((one) => ids[one] !== undefined || unclear.has(one));
	const contents = await fingerprints(positions.map((position) => plan.inputs[position]));
	const items = positions.map((position, place) => ({
		content: contents[place],
		id: ids[position] ?? '',
		where: elsewhere.get(position),
	}));
	const place = { place: placeOf(plan), projectId: plan.projectId, batchId, started };
	const { isElsewhere } = doubt ?? {};
	return packed({ ...place, unclearNames: unclearNames(plan, progress), isElsewhere }, items);
}

function unclearNames(
	{ newBatch }: Subject,
	{ batchId, doubt, unclearNames: earlier = [] }: PushProgress,
): string[] | undefined {
	if (newBatch === undefined || batchId !== undefined || doubt === undefined) return undefined;
	return [...new Set([...earlier, newBatch.name ?? ''])];
}

async function fingerprints(inputs: readonly object[]): Promise<string[]> {
	const pauses = { clock: systemClock };
	return await mapWithPauses(inputs, pauses, (input) => fingerprint([contentOf(input)]));
}

function packed(
	place: Omit<KeptGroup, 'contents' | 'ids' | 'elsewhere'>,
	items: readonly Reached[],
): KeptGroup {
	const elsewhere = items.flatMap(({ where }, index): KeptGroup['elsewhere'] =>
		where === undefined ? [] : [[index, where]],
	);
	const contents = items.map(({ content }) => content).join();
	const ids = items.map(({ id }) => id).join();
	return { ...place, contents, ids, elsewhere };
}

function unpacked({ contents, ids, elsewhere }: KeptGroup): Reached[] {
	if (contents === '') return [];
	const where = new Map(elsewhere);
	const idList = ids.split(',');
	return contents
		.split(',')
		.map((content, place) => ({ content, id: idList[place], where: where.get(place) }));
}

/** A group of an earlier try, whose items plans take over one by one. */
interface EarlierGroup {
	group: KeptGroup;
	next: (content: string) => Reached | undefined;
}

function earlierGroup(group: KeptGroup): EarlierGroup {
	const byContent = new Map<string, Reached[]>();
	for (const one of unpacked(group)) addTo(byContent, one.content, one);
	return { group, next: takingFrom(byContent) };
}
