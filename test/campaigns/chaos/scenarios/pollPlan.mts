import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import type { Stage } from '../stage.mts';
import { createBatch } from './serviceCalls.mts';

/** The settings of the trigger, and the behavior of the service. */
export interface PollScenario {
	projectId: string;
	batchId: string | undefined;
	statuses: readonly string[];
	startFrom: 'activation' | 'beginning' | 'time';
	startMs: number;
	windowMs: number;
	maxItems: number;
	/** Items that finished earlier; more than one page of them needs several requests. */
	backlog: number;
	/** How long each page takes. */
	pageMs: number;
	durable: boolean;
	atLeastOnce: boolean;
	/** How far the service's clock may go back in total without any loss. */
	maxLeapBackMs: number;
	parameters: IDataObject;
}

const DEFAULT_STATUSES = ['COMPLETED', 'ERROR', 'CANCELLED'];
const DEFAULT_WINDOW_S = 60;
const DEFAULT_ITEMS = 10_000;

export async function planPoll(stage: Stage): Promise<PollScenario> {
	const { draw, emulator, time } = stage;
	const projectId = draw.pick(
		emulator.catalogue.appProjects().filter(({ status }) => status === 'READY'),
	).id;
	const window = draw.weighted<number | undefined>([5, undefined], [2, 10], [2, 300], [1, 0]);
	const windowMs = (window ?? DEFAULT_WINDOW_S) * 1000;
	const lateMs = draw.chance(0.6) ? draw.between(0, windowMs) : 0;
	const isLong = draw.chance(0.2);
	setSwitches(stage, lateMs);
	if (isLong) emulator.switches.set({ unfinishedItems: 'none' });
	const maxItems = isLong
		? undefined
		: draw.weighted<number | undefined>([5, undefined], [1, 1], [2, 7], [2, 50], [1, 1000]);
	const statuses = draw.weighted<readonly string[] | undefined>(
		[5, undefined],
		[1, ['COMPLETED']],
		[1, ['ERROR']],
		[1, ['ERROR', 'COMPLETED']],
	);
	const startFrom = draw.pick(['activation', 'beginning', 'time'] as const);
	const startMs = Math.floor(time.service.now() / 1000) * 1000 - draw.between(0, 600) * 1000;
	const batchId = draw.chance(0.15) ? await createBatch(emulator, projectId, 30, true) : undefined;
	const atLeastOnce = draw.chance(0.25);
	const options: IDataObject = {
		...(window !== undefined && { window }),
		...(maxItems !== undefined && { maxItems }),
		...(batchId !== undefined && { batch: byId(batchId) }),
		...(atLeastOnce && { delivery: 'atLeastOnce' }),
	};
	return {
		projectId,
		batchId,
		statuses: statuses ?? DEFAULT_STATUSES,
		startFrom,
		startMs,
		windowMs,
		maxItems: maxItems ?? DEFAULT_ITEMS,
		backlog: isLong ? draw.between(1_500, 4_500) : 0,
		pageMs: isLong ? draw.pick([0, 3_000, 12_000, 25_000]) : 0,
		durable: draw.chance(0.5),
		atLeastOnce,
		maxLeapBackMs: windowMs - lateMs,
		parameters: {
			project: byId(projectId),
			startFrom,
			...(startFrom === 'time' && { startTime: new Date(startMs).toISOString() }),
			...(statuses !== undefined && { statuses }),
			options,
		},
	};
}

function setSwitches({ draw, emulator }: Stage, lateMs: number): void {
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 'natural', 'mixed', 'mixed', 0, 2, 3, 5, 6]),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		dateFilterPrecision: draw.pick(['microseconds', 'milliseconds']),
		unfinishedItems: draw.pick(['none', 'first', 'last']),
		unknownAfterIdStatus: draw.pick([404, 400]),
		lateShare: lateMs === 0 ? 0 : draw.pick([0.05, 0.5, 1]),
		lateMs,
		tieShare: draw.pick([0, 0, 0.3, 1]),
		tieGridMs: draw.pick([1_000, 30_000, 300_000]),
		labelDelayMs: draw.pick([0, 2_000, 30_000]),
		labelJitterMs: draw.pick([0, 10_000, 120_000]),
		labelErrorShare: draw.pick([0, 0.3]),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
}

/** Draws how many items each step adds: few enough for the polls that deliver them. */
export function itemsOfStep(draw: Draw, { maxItems, backlog }: PollScenario): number {
	if (backlog > 0 && draw.chance(0.6)) return draw.between(900, 1_600);
	const most = Math.min(400, maxItems * 4);
	return draw.weighted(
		[2, 0],
		[4, draw.between(1, Math.min(10, most))],
		[4, draw.between(1, most)],
	);
}
