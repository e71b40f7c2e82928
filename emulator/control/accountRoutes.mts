import { moneyLeft } from '../apps/costs.mts';
import type { Emulation } from '../emulation.mts';
import type { SeedData } from '../inProcess/seedData.mts';
import { numberIn, type ControlRoute } from './controlRoute.mts';

/** What the account has left, as `GET /requester` tells it; to try what happens without money. */
export function accountRoutes(emulation: Emulation, seedData: SeedData): ControlRoute[] {
	const tell = (): unknown => ({ balance: moneyLeft(emulation.settled()) });
	return [
		{ method: 'GET', path: '/account', handle: tell },
		{
			method: 'POST',
			path: '/account',
			handle: ({ body }) => {
				const balance = numberIn(body, 'balance');
				if (balance === undefined) throw new RangeError('"balance" is missing');
				seedData.setBalance(balance);
				return tell();
			},
		},
	];
}
