import { US_PER_MS, type Microseconds } from '../dates.mts';
import { hashFraction, hashText } from '../random.mts';
import type { World } from '../world.mts';
import { labeledOriginal, rememberOriginal } from './duplicates.mts';
import type { AppProject, Item } from './entities.mts';

/** Salts make the draws for one item independent of each other. */
const JITTER = 1;
const TIE = 2;
const LATE = 3;
const OUTCOME = 4;
const DIGITS = 5;

/** Performers begin after this share of the whole delay. */
const STARTED_AT_SHARE = 0.2;

const MIXED_DIGITS = [0, 2, 3, 5, 6];

/** Starts an item: people label it, or the answers of a labeled duplicate are copied at once. */
export function startLabeling(
	world: World,
	project: AppProject,
	item: Item,
	fromUs: Microseconds = world.nowUs(),
): void {
	const original = labeledOriginal(world, project, item, fromUs);
	if (original === undefined) {
		scheduleLabeling(world, project, item, fromUs);
		rememberOriginal(world, project, item);
		return;
	}
	item.phase = 'running';
	item.copied = true;
	item.startedUs = fromUs;
	item.outcome = original.outcome;
	item.output = original.output;
	applyFinish(world, item, fromUs);
}

/**
 * Decides once when and how an item will be finished. There are no timers: status, lists and counts
 * are derived from these times and the clock, so a hundred thousand items cost nothing to label.
 */
export function scheduleLabeling(
	world: World,
	project: AppProject,
	item: Item,
	fromUs: Microseconds = world.nowUs(),
): void {
	item.phase = 'running';
	if (isLabeledByHand(world, project)) {
		item.startedUs = fromUs;
		item.finishedUs = null;
		return;
	}
	const draw = hashText(item.id, world.seed);
	const delayUs = labelingDelayUs(world, project, draw);
	item.startedUs = fromUs + Math.floor(delayUs * STARTED_AT_SHARE);
	item.outcome = outcomeOf(world, project, item);
	item.undated = item.outcome !== 'COMPLETED' && world.switches.get().unlabeledEnd === 'undated';
	applyFinish(world, item, fromUs + delayUs, draw);
}

/** Sets the finish time, with ties, late rows and mixed date digits as the switches say. */
export function applyFinish(
	world: World,
	item: Item,
	finishedUs: Microseconds,
	draw = hashText(item.id, world.seed),
): void {
	const switches = world.switches.get();
	const gridUs = switches.tieGridMs * US_PER_MS;
	const tied = gridUs > 0 && hashFraction(draw, TIE) < switches.tieShare;
	const time = tied ? Math.ceil(finishedUs / gridUs) * gridUs : mixDigits(world, finishedUs, draw);
	const late = hashFraction(draw, LATE) < switches.lateShare;
	item.finishedUs = time;
	item.visibleUs = late ? time + switches.lateMs * US_PER_MS : null;
}

export function isLabeledByHand(world: World, project: AppProject): boolean {
	return project.labeling.manual ?? world.switches.get().manualLabeling;
}

/** The longest that labeling an item of the project can take. */
export function longestLabelingUs(world: World, project: AppProject): Microseconds {
	const { delayMs, jitterMs } = labelingTimes(world, project);
	return (delayMs + jitterMs) * US_PER_MS;
}

function labelingDelayUs(world: World, project: AppProject, draw: number): Microseconds {
	const { delayMs, jitterMs } = labelingTimes(world, project);
	return Math.floor((delayMs + hashFraction(draw, JITTER) * jitterMs) * US_PER_MS);
}

function labelingTimes(world: World, project: AppProject): { delayMs: number; jitterMs: number } {
	const switches = world.switches.get();
	return {
		delayMs: project.labeling.delayMs ?? switches.labelDelayMs,
		jitterMs: project.labeling.jitterMs ?? switches.labelJitterMs,
	};
}

/** Determined by content, so that equal inputs have the same outcome in any order of requests. */
function outcomeOf(world: World, project: AppProject, item: Item): Item['outcome'] {
	const { labelErrorShare, labelCancelShare } = world.switches.get();
	const errorShare = project.labeling.errorShare ?? labelErrorShare;
	const draw = hashFraction(item.contentHash, OUTCOME);
	return draw < errorShare
		? 'ERROR'
		: draw < errorShare + labelCancelShare
			? 'CANCELLED'
			: 'COMPLETED';
}

/** Under `dateDigits: mixed` some times really are rounded, so that their order is kept. */
function mixDigits(world: World, time: Microseconds, draw: number): Microseconds {
	if (world.switches.get().dateDigits !== 'mixed') {
		return time;
	}
	const choice = Math.floor(hashFraction(draw, DIGITS) * MIXED_DIGITS.length);
	const step = 10 ** (6 - (MIXED_DIGITS[choice] ?? 6));
	return Math.ceil(time / step) * step;
}
