import { TolokaFailure } from './failures';

/** What the system or TLS reported instead of a response. */
export interface NetworkError {
	/** Code of Node.js or OpenSSL, for example `ECONNREFUSED`; empty if there is none. */
	code: string;
	/** The error's message, which contains OpenSSL's reason. */
	text: string;
}

/** Errors before a request is sent, with advice if it is special; the first match counts. */
const NEVER_SENT: ReadonlyArray<[RegExp, string | undefined]> = [
	[
		/wrong version number|packet length too long|WRONG_VERSION_NUMBER|PACKET_LENGTH/,
		'The server does not speak TLS there: the base URL begins with https://, but the port is one for http://. Change the base URL in the credential.',
	],
	[
		/^CERT_HAS_EXPIRED|^CERT_NOT_YET_VALID/,
		'The certificate of the server has expired or is not yet valid: renew it, and check the clock of the machine on which n8n runs.',
	],
	[
		/^ERR_TLS_CERT_ALTNAME_INVALID|^HOSTNAME_MISMATCH/,
		'The certificate belongs to another host name: enter the base URL with the name in the certificate.',
	],
	[
		/^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_|^DEPTH_|^INVALID_CA/,
		'n8n does not trust the certificate of the server, which is self-signed or from a private authority: name a file with the certificate of that authority in the environment variable NODE_EXTRA_CA_CERTS of n8n.',
	],
	[
		/legacy[ _]renegotiation|key[ _]too[ _]small|md[ _]too[ _]weak/i,
		'The server or a proxy before it offers only outdated TLS, which Node.js refuses as unsafe: have it updated.',
	],
	[
		/unrecognized[ _]name/i,
		'The server does not know the host name in the base URL, and so has no certificate for it: enter the base URL with the name of the server.',
	],
	[
		/alert[ _](?:certificate[ _]required|bad[ _]certificate|unknown[ _]ca|access[ _]denied)/i,
		'The server requires a client certificate, which the nodes do not send: ask its administrator to admit n8n without one.',
	],
	[
		/handshake|protocol[ _]version|unsupported protocol|NO_PROTOCOLS|UNSUPPORTED_PROTOCOL|insufficient[ _]security|^ERR_TLS/i,
		'The server and n8n cannot agree on TLS: allow TLS 1.2 or newer on the server or the proxy, and require no client certificate there.',
	],
	[/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL)/, undefined],
];
/** What Node.js and n8n's proxy agent say of an error while connecting; codes may occur later, too. */
const CONNECTING =
	/\bconnect E[A-Z]{3}|before secure TLS connection was established|before receiving CONNECT/;
/** Node.js's text for an error of a connection that was established. */
const CONNECTED = /\b(?:read|write) E(?:HOST|NET)UNREACH/;

/** Errors in a response: the request was sent, and may have been carried out. */
const UNREADABLE: ReadonlyArray<[RegExp, string]> = [
	[
		/^HPE_INVALID_CONSTANT/,
		'The server that responded does not speak HTTP: the base URL may begin with http:// where the port is one for https://. Change the base URL in the credential.',
	],
	[
		/^HPE_/,
		'The response is not valid HTTP: a proxy or another server between n8n and Toloka may have changed it. Ask its administrator, and check the base URL in the credential.',
	],
	[
		/^(Z_|ERR__ERROR_)/,
		'The response could not be decompressed: a proxy or another server between n8n and Toloka may have changed it. Ask its administrator, and check the base URL in the credential.',
	],
];

export function networkFailure({ code, text }: NetworkError): TolokaFailure {
	const shown = code === '' ? undefined : code;
	const unreadable = UNREADABLE.find(([form]) => form.test(code));
	if (unreadable) return new TolokaFailure('unreadable', { text: shown, advice: unreadable[1] });
	const known = NEVER_SENT.find(
		([form]) => form.test(code) || (code === 'EPROTO' && form.test(text)),
	);
	const isNeverSent = known === undefined ? CONNECTING.test(text) : !CONNECTED.test(text);
	if (!isNeverSent) return new TolokaFailure('no-answer', { text: shown });
	return new TolokaFailure('unreachable', { text: shown, advice: known?.[1] });
}
