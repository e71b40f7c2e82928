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
		/handshake|protocol version|unsupported protocol|NO_PROTOCOLS|UNSUPPORTED_PROTOCOL|HANDSHAKE|^ERR_TLS/i,
		'The server and n8n have no version of TLS in common: allow TLS 1.2 or newer on the server or the proxy.',
	],
	[
		/^HPE_/,
		'The server that responded does not speak HTTP: the base URL may begin with http:// where the port is one for https://. Change the base URL in the credential.',
	],
	[/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL)/, undefined],
];

export function networkFailure({ code, text }: NetworkError): TolokaFailure {
	const known = NEVER_SENT.find(
		([form]) => form.test(code) || (code === 'EPROTO' && form.test(text)),
	);
	const shown = code === '' ? undefined : code;
	if (known === undefined) return new TolokaFailure('no-answer', { text: shown });
	return new TolokaFailure('unreachable', { text: shown, advice: known[1] });
}
