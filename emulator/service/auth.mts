import { createRandom } from '../random.mts';
import type { Switches } from '../steering/switches.mts';
import { ServiceError } from './errors.mts';

/** Which of the two addresses a request was sent to (toloka-api §1). */
export type ServiceBase = 'toloka' | 'yandexTasks';

export interface Tokens {
	apiKey: string;
	oauthToken: string;
}

/** An API key has exactly two dots, the first at position 22 to 24 (toloka-api §1). */
export function makeTokens(seed: number): Tokens {
	const random = createRandom(seed + 0x70_6b);
	return {
		apiKey: [random.base62(23), random.base62(22), random.base62(43)].join('.'),
		oauthToken: `y0_${random.base62(40)}`,
	};
}

/** Accepts ApiKey and OAuth on the Toloka base, only OAuth on the Yandex Tasks base. */
export function authenticate(
	header: string | undefined,
	base: ServiceBase,
	tokens: Tokens,
	switches: Readonly<Switches>,
): void {
	const accepted = [`OAuth ${tokens.oauthToken}`];
	if (base === 'toloka') {
		accepted.push(`ApiKey ${tokens.apiKey}`);
	}
	if (header !== undefined && accepted.includes(header)) {
		return;
	}
	throw switches.authFailureStatus === 401
		? new ServiceError(401, 'AUTHENTICATION_ERROR', 'Authentication failed')
		: new ServiceError(403, 'ACCESS_DENIED', 'Access denied');
}
