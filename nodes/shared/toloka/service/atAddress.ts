import type { TolokaCredentials } from './access';
import type { FailureDetails, TolokaFailure } from './failures';
import type { ApiRequest } from './requests';
import { isAboutId } from './requests';
import { addressOf } from './usable';

/** Statuses of a server without this API, which the credential's test explains, too. */
const NO_API: readonly unknown[] = [404, 405];

/** Adds advice about the credential if its address, not the request, may be the cause. */
export function atAddress(
	failure: TolokaFailure,
	credentials: TolokaCredentials,
	request: ApiRequest,
): TolokaFailure {
	const advice = addressAdvice(failure, credentials, request);
	return advice === undefined ? failure : failure.with({ advice });
}

function addressAdvice(
	{ kind, details }: TolokaFailure,
	credentials: TolokaCredentials,
	request: ApiRequest,
): string | undefined {
	const isOfId = isAboutId(request) && kind === 'not-found';
	if (credentials.environment !== 'custom') {
		return kind === 'not-found' && !isOfId ? OTHER_ENVIRONMENT : undefined;
	}
	const address = addressOf(credentials, request.api);
	if (kind === 'not-found' || (kind === 'intercepted' && NO_API.includes(details.status))) {
		const setting = request.api === 'apps' ? 'base URL and the Apps API Path' : 'base URL';
		const check = isOfId ? `Check the ID, and the ${setting}` : `Check the ${setting}`;
		return `${check} in the credential: the API is looked for at ${address}.`;
	}
	if (!address.startsWith('http:')) return undefined;
	// Servers that speak only TLS explain that, or hang up.
	if (kind === 'intercepted' && asksForTls(details)) {
		return `The server speaks TLS only: ${BEGIN_WITH_HTTPS}`;
	}
	return kind === 'no-answer' && details.text === 'ECONNRESET'
		? `Try again. If this always happens, the server may speak TLS only: ${BEGIN_WITH_HTTPS}`
		: undefined;
}

const OTHER_ENVIRONMENT = 'Check the environment in the credential: this API was not found there.';
const BEGIN_WITH_HTTPS = 'begin the base URL in the credential with https://.';

/** Whether a server says that it was asked without TLS: nginx, Apache, Go, Tomcat and IIS do. */
function asksForTls({ status = 0, text = '' }: FailureDetails): boolean {
	if (status === 497) return true;
	return [400, 403, 426].includes(status) && /\b(?:HTTPS|plain HTTP|SSL|TLS)\b/.test(text);
}
