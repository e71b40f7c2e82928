import { moneyLeft } from '../apps/costs.mts';
import type { Emulation } from '../emulation.mts';
import type { SeedData } from '../inProcess/seedData.mts';
import { numberIn, type ControlRoute } from './controlRoute.mts';

/** The account's remaining money, as in `GET /requester`; can be set, to try running out of it. */
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
