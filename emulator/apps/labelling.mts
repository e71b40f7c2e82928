import { US_PER_MS, type Microseconds } from '../dates.mts';
import { hashFraction, hashText } from '../random.mts';
import type { World } from '../world.mts';
import type { AppProject, Item } from './entities.mts';

/** Salts keep the draws for one item independent of each other. */
const JITTER = 1;
const TIE = 2;
const LATE = 3;
const OUTCOME = 4;
const DIGITS = 5;

/** Annotators begin after this part of the whole delay. */
const STARTED_AT_SHARE = 0.2;
const MIXED_DIGITS = [0, 2, 3, 5, 6];

/**
 * Decides once when an item will be finished and how. No timers: status, lists and counts are
 * derived from these times and the clock, so a hundred thousand items cost nothing to label.
 */
export function scheduleLabelling(world: World, project: AppProject, item: Item): void {
	const nowUs = world.nowUs();
	item.phase = 'running';
	if (isLabelledByHand(world, project)) {
		item.startedUs = nowUs;
		item.finishedUs = null;
		return;
	}
	const draw = hashText(item.id, world.seed);
	const delayUs = labellingDelayUs(world, project, draw);
	item.startedUs = nowUs + Math.floor(delayUs * STARTED_AT_SHARE);
	item.outcome = outcomeOf(world, project, item);
	applyFinish(world, item, nowUs + delayUs, draw);
}

/** Sets the time of finishing, with ties, late rows and mixed date digits as switched on. */
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

export function isLabelledByHand(world: World, project: AppProject): boolean {
	return project.labelling.manual ?? world.switches.get().manualLabelling;
}

function labellingDelayUs(world: World, project: AppProject, draw: number): Microseconds {
	const switches = world.switches.get();
	const delayMs = project.labelling.delayMs ?? switches.labelDelayMs;
	const jitterMs = project.labelling.jitterMs ?? switches.labelJitterMs;
	return Math.floor((delayMs + hashFraction(draw, JITTER) * jitterMs) * US_PER_MS);
}

/** By content, so equal inputs fail or succeed alike whatever order requests arrive in. */
function outcomeOf(world: World, project: AppProject, item: Item): Item['outcome'] {
	const errorShare = project.labelling.errorShare ?? world.switches.get().labelErrorShare;
	return hashFraction(item.contentHash, OUTCOME) < errorShare ? 'ERROR' : 'COMPLETED';
}

/** Under `dateDigits: mixed` some times really have fewer digits, so that order is kept. */
function mixDigits(world: World, time: Microseconds, draw: number): Microseconds {
	if (world.switches.get().dateDigits !== 'mixed') {
		return time;
	}
	const choice = Math.floor(hashFraction(draw, DIGITS) * MIXED_DIGITS.length);
	const step = 10 ** (6 - (MIXED_DIGITS[choice] ?? 6));
	return Math.ceil(time / step) * step;
}
