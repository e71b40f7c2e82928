import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../../emulator/createEmulator.mts';
import type { LogEntry } from '../../../emulator/steering/log.mts';
import type { Random } from '../../../emulator/random.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';

/**
 * When n8n is killed: during an upload, during the retry of a killed upload, right after the
 * trigger received finished items, or at any time.
 */
type MomentKind = 'push' | 'retry' | 'delivery' | 'any';

/** A moment chosen at random. */
export interface Moment {
	kind: MomentKind;
	/** How long after the sign that `kind` waits for. */
	afterMs: number;
	/** Whether the service carries out the interrupted upload. */
	applied: boolean;
}

const ITEM_LIST = 'GET /app-projects/{id}/items';
export const ITEM_UPLOAD = 'POST /app-projects/{id}/items/bulk';

/** Most kills happen at a moment when a trigger can lose or duplicate something. */
const KINDS: MomentKind[] = ['delivery', 'push', 'delivery', 'any', 'delivery', 'retry'];
const LONGEST_MS: Record<MomentKind, number> = { push: 50, retry: 50, delivery: 250, any: 4_000 };
const SIGN_MS = 120_000;

/** Draws a moment; six consecutive kills include every kind. */
export function drawMoment(kill: number, random: Random): Moment {
	const kind = KINDS[kill % KINDS.length] ?? 'any';
	const early = random.fraction() ** 2;
	const applied = random.fraction() < 0.7;
	return { kind, afterMs: Math.floor(early * LONGEST_MS[kind]), applied };
}

/** Waits until a request of each route has arrived; these requests get no response. */
export async function cutOff(
	{ faults }: Emulator,
	{ applied, afterMs }: Moment,
	routes: readonly string[],
	begin: () => Promise<void> | void,
): Promise<void> {
	const ids = routes.map((route) => faults.add({ kind: 'hang', applied, match: { route } }));
	await begin();
	await waitUntil(
		`requests to arrive: ${routes.join(', ')}`,
		() => faults.list().every(({ id, struck }) => !ids.includes(id) || struck > 0),
		SIGN_MS,
		5,
	);
	await sleep(afterMs);
}

/** Waits until the trigger has received items that finished since the previous poll. */
export async function delivery(
	emulator: Emulator,
	projectId: string,
	{ afterMs }: Moment,
): Promise<void> {
	let seen = newestAnswer(emulator);
	await waitUntil(
		'a poll that finds finished items',
		() => {
			const newest = newestAnswer(emulator);
			if (newest === undefined || newest === seen) return false;
			const [from, to] = [seen?.at ?? 0, newest.at];
			seen = newest;
			return emulator.truth
				.items(projectId)
				.some(({ finishedUs }) => isWithin((finishedUs ?? 0) / 1000, from, to));
		},
		SIGN_MS,
		1,
	);
	await sleep(afterMs);
}

function newestAnswer({ log }: Emulator): LogEntry | undefined {
	return log.entries().findLast(({ route, status }) => route === ITEM_LIST && status === 200);
}

function isWithin(value: number, from: number, to: number): boolean {
	return value > from && value <= to;
}

/** Waits for two more polls, after which any repeated delivery has happened. */
export async function twoMorePolls({ log }: Emulator): Promise<void> {
	const before = log.count(ITEM_LIST);
	await waitUntil('two more polls', () => log.count(ITEM_LIST) >= before + 2, SIGN_MS);
}
