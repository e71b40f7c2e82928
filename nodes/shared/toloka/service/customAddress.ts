import type { TolokaCredentials } from './access';
import { baseUrlOf } from './access';
import type { FailureDetails, TolokaFailure } from './failures';
import { isFailure } from './failures';

/** Adds advice about the base URL if it is a custom one: the URL itself may be the cause. */
export function atAddress<Reply>(
	credentials: TolokaCredentials,
	reply: Reply,
): Reply | TolokaFailure {
	if (!isFailure(reply) || credentials.environment !== 'custom') return reply;
	const { kind, details } = reply;
	const address = baseUrlOf(credentials) ?? '';
	if (kind === 'not-found') {
		const advice = `Check the ID, and the base URL in the credential: the API is looked for at ${address}/api.`;
		return reply.with({ advice });
	}
	if (!address.startsWith('http:')) return reply;
	// Servers that speak only TLS hang up on anything else.
	if (kind === 'no-answer' && details.text === 'ECONNRESET') {
		const advice = `Try again. If this always happens, the server may speak TLS only: ${BEGIN_WITH_HTTPS}`;
		return reply.with({ advice });
	}
	if (kind !== 'intercepted' || !asksForTls(details)) return reply;
	return reply.with({ advice: `The server speaks TLS only: ${BEGIN_WITH_HTTPS}` });
}

const BEGIN_WITH_HTTPS = 'begin the base URL in the credential with https://.';

/** Whether a server says that it was asked without TLS: nginx, Apache, Go, Tomcat and IIS do. */
function asksForTls({ status = 0, text = '' }: FailureDetails): boolean {
	if (status === 497) return true;
	return [400, 403, 426].includes(status) && /\b(?:HTTPS|plain HTTP|SSL|TLS)\b/.test(text);
}
