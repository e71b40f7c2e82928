import { createHash, hash as hashOf } from 'crypto';

/** Namespace of this package's operation ids; any fixed UUID serves (RFC 4122 §4.3). */
const NAMESPACE = Buffer.from('6f1d5a0c7c3b4b7e9d0e2a94c1f8b35d', 'hex');

/** UUID v5 of a name: the same name always has the same id. */
export function uuidV5(name: string): string {
	const hash = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
	hash[6] = (hash[6] & 0x0f) | 0x50;
	hash[8] = (hash[8] & 0x3f) | 0x80;
	const hex = hash.toString('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20),
	].join('-');
}

/** Short fingerprint of a list of texts, to tell whether two runs have the same content. */
export function fingerprint(texts: readonly string[]): string {
	// Joined, because passing each text separately takes longer than hashing it.
	return hashOf('sha256', [...texts, ''].join('\n'), 'base64url').slice(0, 22);
}

/** Characters of a `shortHash`: 48 bits, enough to distinguish thousands of ids for years. */
export const SHORT_HASH_LENGTH = 8;

/** What to remember instead of an id if there are many of them. */
export function shortHash(id: string): string {
	return hashOf('sha256', id, 'base64url').slice(0, SHORT_HASH_LENGTH);
}
