import { describe, expect, it } from 'vitest';
import { networkFailure } from '../../../nodes/shared/toloka/service/network.ts';
import { sentences } from '../../../nodes/shared/toloka/service/sentences.ts';

const WRONG_VERSION =
	'write EPROTO 8078:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:350:';

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
		['', 'wrong version number'],
		['', ''],
	])('got no answer after %j', (code, text) => {
		expect(networkFailure({ code, text }).kind).toBe('no-answer');
	});
});
