import type { Microseconds } from '../dates.mts';
import type { World } from '../world.mts';
import type { AppProject, Item } from './entities.mts';
import { isFinished } from './itemStatus.mts';

/** Tolerance: sums of prices are not exact. */
const ROUNDING = 1e-6;

/** Copies of labeled duplicates cost nothing. */
export function costOf({ app }: AppProject, items: readonly Item[]): number {
	return app.itemPrice * items.filter(({ copied }) => !copied).length;
}

/** Finished items that were not canceled: these are charged. */
export function processed(items: readonly Item[], nowUs: Microseconds): Item[] {
	return items.filter(
		(item) => isFinished(item, nowUs) && item.outcome !== 'CANCELLED' && item.phase !== 'canceled',
	);
}

/** What the account has paid for items so far. */
export function spentOnItems(world: World): number {
	return [...world.appProjects.values()].reduce(
		(sum, project) => sum + costOf(project, processed(project.items.all(), world.nowUs())),
		0,
	);
}

/** The account's remaining money, to hundredths of a cent, never below 0. */
export function moneyLeft(world: World): number {
	return Number(Math.max(0, world.account.balance - spentOnItems(world)).toFixed(4));
}

/** How many more items of a project the account can pay for; items at work count as paid. */
export function payable(world: World, { app }: AppProject, wanted: number): number {
	const projects = [...world.appProjects.values()];
	const most = projects.reduce((sum, one) => sum + one.app.itemPrice * one.items.size, 0);
	if (most + app.itemPrice * wanted <= world.account.balance) {
		return wanted;
	}
	const due = projects.reduce((sum, one) => sum + costOf(one, charged(world, one)), 0);
	return Math.floor((world.account.balance - due) / app.itemPrice + ROUNDING);
}

function charged(world: World, { items }: AppProject): Item[] {
	const nowUs = world.nowUs();
	const atWork = items.all().filter((item) => item.phase === 'running' && !isFinished(item, nowUs));
	return [...processed(items.all(), nowUs), ...atWork];
}
