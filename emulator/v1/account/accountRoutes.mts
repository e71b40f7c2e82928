import { moneyLeft } from '../../apps/costs.mts';
import type { ServiceRoute } from '../../service/route.mts';
import { OWNER } from './wire.mts';

/** The account (toloka-api §6.1). */
export const accountRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/requester',
		query: [],
		handle: (world) => ({
			status: 200,
			body: {
				id: OWNER.id ?? null,
				balance: moneyLeft(world),
				public_name: { EN: 'Local requester', RU: 'Локальный заказчик' },
				company: { id: OWNER.company_id ?? null, superintendent_id: OWNER.id ?? null },
			},
		}),
	},
];
