const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UINT32 = 0x1_0000_0000;

/** A seeded stream of numbers and ids: the same seed yields the same stream on every machine. */
export interface Random {
	/** 0 (inclusive) to 1 (exclusive). */
	fraction(): number;
	integer(below: number): number;
	/** Random letters and digits, the format of Apps ids (toloka-api §2.1). */
	base62(length: number): string;
	hex(length: number): string;
	uuid(): string;
	shuffle<T>(values: readonly T[]): T[];
}

/** A small, fast generator (sfc32); the first draws are discarded to mix in the seed. */
export function createRandom(seed: number): Random {
	const uint32 = sfc32(seed);
	const fraction = (): number => uint32() / UINT32;
	const integer = (below: number): number => Math.floor(fraction() * below);
	return {
		fraction,
		integer,
		base62: (length) => base62(uint32, length),
		hex: (length) => hex(uint32, length),
		uuid: () => uuidFrom(hex(uint32, 32)),
		shuffle: (values) => shuffle(values, integer),
	};
}

/** Hashes a text to 32 bits, with FNV-1a and a final mix. */
export function hashText(text: string, seed = 0): number {
	let hash = (0x811c9dc5 ^ seed) >>> 0;
	for (let index = 0; index < text.length; index += 1) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	return mix(hash);
}

/** Hashes a number to a fraction from 0 (inclusive) to 1 (exclusive). */
export function hashFraction(value: number, salt: number): number {
	return mix(value ^ mix(salt)) / UINT32;
}

function mix(value: number): number {
	let mixed = value >>> 0;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}

function sfc32(seed: number): () => number {
	let a = mix(seed);
	let b = mix(seed + 1);
	let c = mix(seed + 2);
	let counter = 1;
	const next = (): number => {
		const sum = (a + b + counter) >>> 0;
		counter = (counter + 1) >>> 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) >>> 0;
		c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
		return sum;
	};
	for (let warmUp = 0; warmUp < 12; warmUp += 1) {
		next();
	}
	return next;
}

function base62(uint32: () => number, length: number): string {
	let text = '';
	while (text.length < length) {
		let draw = uint32();
		for (let digit = 0; digit < 5 && text.length < length; digit += 1) {
			text += BASE62.charAt(draw % 62);
			draw = Math.floor(draw / 62);
		}
	}
	return text;
}

function hex(uint32: () => number, length: number): string {
	let text = '';
	while (text.length < length) {
		text += uint32().toString(16).padStart(8, '0');
	}
	return text.slice(0, length);
}

/** Formats hex digits as a UUID with the version and variant digits of RFC 4122, version 4. */
function uuidFrom(digits: string): string {
	const variant = ((parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
	const fixed = `${digits.slice(0, 12)}4${digits.slice(13, 16)}${variant}${digits.slice(17)}`;
	return [
		fixed.slice(0, 8),
		fixed.slice(8, 12),
		fixed.slice(12, 16),
		fixed.slice(16, 20),
		fixed.slice(20),
	].join('-');
}

function shuffle<T>(values: readonly T[], integer: (below: number) => number): T[] {
	const shuffled = [...values];
	for (let last = shuffled.length - 1; last > 0; last -= 1) {
		const other = integer(last + 1);
		const moved = shuffled[last] as T;
		shuffled[last] = shuffled[other] as T;
		shuffled[other] = moved;
	}
	return shuffled;
}
