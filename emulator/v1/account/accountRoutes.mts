import { spentOnItems } from '../../apps/costs.mts';
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
				balance: Number(Math.max(0, world.account.balance - spentOnItems(world)).toFixed(4)),
				public_name: { EN: 'Local requester', RU: 'Локальный заказчик' },
				company: { id: OWNER.company_id ?? null, superintendent_id: OWNER.id ?? null },
			},
		}),
	},
];
