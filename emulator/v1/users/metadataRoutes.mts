import type { JsonObject } from '../../json.mts';
import { doesNotExist } from '../../service/errors.mts';
import type { ServiceRoute } from '../../service/route.mts';
import { isKnown, profileOf } from './people.mts';

/** Metadata of performers (official OpenAPI, `GET /user-metadata/{user_id}`). */
export const metadataRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/user-metadata/{id}',
		query: [],
		handle: (world, { params: { id = '' } }) => {
			if (!isKnown(world, id)) throw doesNotExist();
			return { status: 200, body: format(id) };
		},
	},
];

function format(userId: string): JsonObject {
	const { country, languages, adultAllowed, isOnPhone } = profileOf(userId);
	return {
		id: userId,
		country,
		languages: [...languages],
		adult_allowed: adultAllowed,
		attributes: {
			country_by_phone: country,
			country_by_ip: country,
			client_type: isOnPhone ? 'TOLOKA_APP' : 'BROWSER',
			user_agent_type: isOnPhone ? 'OTHER' : 'BROWSER',
			device_category: isOnPhone ? 'SMARTPHONE' : 'PERSONAL_COMPUTER',
			os_family: isOnPhone ? 'ANDROID' : 'WINDOWS',
			os_version: 10,
			os_version_major: 10,
			os_version_minor: 0,
			os_version_bugfix: 0,
		},
	};
}
