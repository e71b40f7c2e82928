import type { Service } from './service.mts';
import type { Visit } from './v1Visits.mts';

/**
 * Lists one good request to every route about performers; IDs count up from the first one created.
 */
export function userVisits({ emulator }: Service, skill: string): Record<string, Visit> {
	const somebody = knownUser(emulator);
	const pool = emulator.catalogue.pool('OPEN').id;
	const user = 'a0b1';
	const bonus = { user_id: somebody, amount: 1, without_message: true };
	return {
		'PUT /user-skills': {
			path: '/user-skills',
			body: { skill_id: skill, user_id: user, value: 5 },
			status: 201,
		},
		'GET /user-skills': { path: '/user-skills', status: 200 },
		'GET /user-skills/{id}': { path: '/user-skills/10001', status: 200 },
		'DELETE /user-skills/{id}': { path: '/user-skills/10001', status: 204 },
		'PUT /user-restrictions': {
			path: '/user-restrictions',
			body: { scope: 'POOL', user_id: user, pool_id: pool },
			status: 201,
		},
		'GET /user-restrictions': { path: '/user-restrictions', status: 200 },
		'GET /user-restrictions/{id}': { path: '/user-restrictions/10002', status: 200 },
		'DELETE /user-restrictions/{id}': { path: '/user-restrictions/10002', status: 204 },
		'POST /user-bonuses': { path: '/user-bonuses', body: bonus, status: 201 },
		'GET /user-bonuses': { path: '/user-bonuses', status: 200 },
		'GET /user-bonuses/{id}': { path: '/user-bonuses/10003', status: 200 },
		'GET /user-metadata/{id}': { path: `/user-metadata/${somebody}`, status: 200 },
	};
}

function knownUser({ catalogue, truth }: Service['emulator']): string {
	return truth.assignments(catalogue.pool('OPEN').id)[0]?.userId ?? '';
}
