import { describe, expect, it } from 'vitest';
import { isOutcomeUnclear } from '../../../nodes/shared/toloka/service/failures.ts';
import { networkFailure } from '../../../nodes/shared/toloka/service/network.ts';
import { sentences } from '../../../nodes/shared/toloka/service/sentences.ts';

const WRONG_VERSION =
	'write EPROTO 8078:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:350:';

const BEFORE_TLS = 'before secure TLS connection was established';

describe('a request that was never sent', () => {
	it.each([
		['EPROTO', WRONG_VERSION, /begins with https:\/\/, but the port is one for http:\/\//],
		['ERR_SSL_WRONG_VERSION_NUMBER', '', /begins with https:\/\//],
		['DEPTH_ZERO_SELF_SIGNED_CERT', '', /NODE_EXTRA_CA_CERTS/],
		['SELF_SIGNED_CERT_IN_CHAIN', '', /NODE_EXTRA_CA_CERTS/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', /NODE_EXTRA_CA_CERTS/],
		['CERT_HAS_EXPIRED', '', /certificate of the server has expired/],
		['ERR_TLS_CERT_ALTNAME_INVALID', '', /certificate belongs to another host name/],
		['EPROTO', 'SSL routines:tlsv1 alert protocol version', /TLS 1\.2 or newer/],
		['ERR_SSL_NO_PROTOCOLS_AVAILABLE', '', /TLS 1\.2 or newer/],
		['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', '', /TLS 1\.2 or newer/],
		[
			'EPROTO',
			'SSL routines:final_renegotiate:unsafe legacy renegotiation disabled',
			/outdated TLS/,
		],
		['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED', '', /outdated TLS/],
		['EPROTO', 'SSL routines:tls_process_ske_dhe:dh key too small', /outdated TLS/],
		['EPROTO', 'SSL routines:ssl3_read_bytes:tlsv1 unrecognized name', /the name of the server/],
		['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '', /requires a client certificate/],
		['EPROTO', 'SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca', /client certificate/],
		['ECONNRESET', `Client network socket disconnected ${BEFORE_TLS}`, /HTTPS_PROXY/],
		['', 'Proxy connection ended before receiving CONNECT response', /HTTPS_PROXY/],
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:443', /can reach the internet/],
		['EADDRNOTAVAIL', 'connect EADDRNOTAVAIL 10.0.0.1:443 - Local (10.0.0.2:0)', /the internet/],
		['EHOSTUNREACH', 'connect EHOSTUNREACH 10.0.0.1:443', /can reach the internet/],
		['ECONNREFUSED', '', /base URL in the credential/],
		['ENOTFOUND', '', /base URL in the credential/],
	])('because of %s is unreachable, with advice', (code, text, advice) => {
		const failure = networkFailure({ code, text });
		expect(failure.kind).toBe('unreachable');
		expect(sentences(failure).description).toMatch(advice);
		expect(sentences(failure).description).not.toMatch(/timeout/);
	});
});

describe('a request that may have been carried out', () => {
	it.each([
		['ECONNRESET', 'socket hang up'],
		['ECONNABORTED', 'timeout of 1000ms exceeded'],
		['ETIMEDOUT', ''],
		['EPIPE', 'write EPIPE'],
		['EPROTO', 'decryption failed or bad record mac'],
		['EHOSTUNREACH', 'read EHOSTUNREACH'],
		['ENETUNREACH', 'write ENETUNREACH'],
		['ETIMEDOUT', 'read ETIMEDOUT'],
		['', 'wrong version number'],
		['', ''],
	])('got no answer after %j', (code, text) => {
		expect(networkFailure({ code, text }).kind).toBe('no-answer');
	});
});

describe('a response that is not what the server sent', () => {
	it.each([
		['HPE_INVALID_CONSTANT', /the port is one for https:\/\//],
		['HPE_HEADER_OVERFLOW', /not valid HTTP/],
		['HPE_INVALID_HEADER_TOKEN', /not valid HTTP/],
		['Z_DATA_ERROR', /could not be decompressed/],
		['ERR__ERROR_FORMAT_PADDING_1', /could not be decompressed/],
	])('leaves the outcome of its request unclear: %s', (code, advice) => {
		const failure = networkFailure({ code, text: 'Parse Error' });
		expect(isOutcomeUnclear(failure)).toBe(true);
		expect(sentences(failure).description).toMatch(advice);
		expect(sentences(failure).description).not.toMatch(/timeout/);
	});
});
