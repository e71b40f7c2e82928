import { MAX_LEVELS } from './foreign';

/**
 * Finds where parts of a JSON text end, without parsing it. Only the usual form is accepted: without
 * spaces, escaped characters in names that may be wanted, and integers that a number cannot hold.
 */

/** Stands for no index: the bytes are not JSON, or not in the usual form. */
export const NOWHERE = -1;

const [QUOTE, BACKSLASH, COMMA, COLON] = codesOf('"\\,:');
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = codesOf('{}[]');
const [ZERO, NINE, MINUS, PLUS, POINT, SMALL_E, LARGE_E] = codesOf('09-+.eE');
const FIRST_PRINTABLE = 0x20;
const WORDS = ['true', 'false', 'null'].map(codesOf);

function codesOf(text: string): Buffer {
	return Buffer.from(text);
}

/** Finds the wanted members of one object after the other, and those of objects within it. */
export class Members {
	private readonly keys: Buffer[];
	private readonly starts: number[];
	private readonly ends: number[];

	/** @param inner for each name, the members that are wanted of its value. */
	constructor(
		names: readonly string[],
		private readonly inner: ReadonlyArray<Members | undefined> = names.map(() => undefined),
	) {
		this.keys = names.map((name) => Buffer.from(JSON.stringify(name)));
		this.starts = names.map(() => NOWHERE);
		this.ends = names.map(() => NOWHERE);
	}

	/** Reads the object at an index; returns the index behind it. */
	read(bytes: Buffer, start: number): number {
		this.forget();
		return endOfObject(bytes, start, 0, this);
	}

	/** Where the value of a member of the object begins; NOWHERE if it has no such member. */
	startOf(place: number): number {
		return this.starts[place];
	}

	/**
	 * The text of a member's value; undefined if the object has no such member.
	 *
	 * @param text the bytes from an index on, one character per byte.
	 */
	textIn(text: string, from: number, place: number): string | undefined {
		const start = this.starts[place];
		return start === NOWHERE ? undefined : text.slice(start - from, this.ends[place] - from);
	}

	/** Reads the member whose key is between two indexes; returns the index behind its value. */
	readMember(bytes: Buffer, key: number, colon: number, level: number): number {
		const place = this.placeOf(bytes, key, colon);
		if (place === NOWHERE) return endOfValue(bytes, colon + 1, level);
		if (this.starts[place] !== NOWHERE) return NOWHERE;
		this.starts[place] = colon + 1;
		return (this.ends[place] = endOfValue(bytes, colon + 1, level, this.inner[place]));
	}

	private placeOf(bytes: Buffer, key: number, colon: number): number {
		for (let place = 0; place < this.keys.length; place++) {
			if (isAt(bytes, key, colon, this.keys[place])) return place;
		}
		return NOWHERE;
	}

	private forget(): void {
		this.starts.fill(NOWHERE);
		for (const members of this.inner) members?.forget();
	}
}

/**
 * Reads objects, separated by commas, between two indexes. Returns false as soon as one is not in
 * the usual form, or is not accepted.
 *
 * @param accept called with the indexes of an object whose members have just been found.
 */
export function readObjects(
	bytes: Buffer,
	from: number,
	to: number,
	members: Members,
	accept: (start: number, end: number) => boolean,
): boolean {
	for (let start = from; ; start++) {
		const end = members.read(bytes, start);
		if (end === NOWHERE || end > to || !accept(start, end)) return false;
		if (end === to) return true;
		if (bytes[end] !== COMMA) return false;
		start = end;
	}
}

function isAt(bytes: Buffer, start: number, end: number, wanted: Buffer): boolean {
	if (end - start !== wanted.length) return false;
	for (let place = 0; place < wanted.length; place++) {
		if (bytes[start + place] !== wanted[place]) return false;
	}
	return true;
}

function endOfObject(bytes: Buffer, start: number, level: number, members?: Members): number {
	if (bytes[start] !== OPENING_BRACE) return NOWHERE;
	if (bytes[start + 1] === CLOSING_BRACE) return start + 2;
	for (let at = start + 1; ; at++) {
		const colon = endOfString(bytes, at, members === undefined);
		if (bytes[colon] !== COLON) return NOWHERE;
		const end = members?.readMember(bytes, at, colon, level) ?? endOfValue(bytes, colon + 1, level);
		if (bytes[end] === CLOSING_BRACE) return end + 1;
		if (bytes[end] !== COMMA) return NOWHERE;
		at = end;
	}
}

function endOfList(bytes: Buffer, start: number, level: number): number {
	if (bytes[start + 1] === CLOSING_BRACKET) return start + 2;
	for (let at = start + 1; ; at++) {
		at = endOfValue(bytes, at, level);
		if (bytes[at] === CLOSING_BRACKET) return at + 1;
		if (bytes[at] !== COMMA) return NOWHERE;
	}
}

function endOfValue(bytes: Buffer, start: number, level: number, members?: Members): number {
	const first = bytes[start];
	if (first === QUOTE) return endOfString(bytes, start, true);
	if (first === MINUS || isDigit(first)) return endOfNumber(bytes, start);
	if (level > MAX_LEVELS) return NOWHERE;
	if (first === OPENING_BRACE) return endOfObject(bytes, start, level + 1, members);
	if (first === OPENING_BRACKET) return endOfList(bytes, start, level + 1);
	return endOfWord(bytes, start);
}

function endOfWord(bytes: Buffer, start: number): number {
	for (const word of WORDS) {
		const end = start + word.length;
		if (isAt(bytes, start, end, word)) return end;
	}
	return NOWHERE;
}

/** @param mayEscape whether the string may contain escaped characters. */
function endOfString(bytes: Buffer, start: number, mayEscape: boolean): number {
	if (bytes[start] !== QUOTE) return NOWHERE;
	for (let at = start + 1; ; at++) {
		const code = bytes[at];
		if (code === QUOTE) return at + 1;
		if (code === BACKSLASH) {
			const length = mayEscape ? lengthOfEscape(bytes, at) : 0;
			if (length === 0) return NOWHERE;
			at += length - 1;
		} else if (!(code >= FIRST_PRINTABLE)) return NOWHERE;
	}
}

const LONGEST_ESCAPE = 6;
const ESCAPE = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

function lengthOfEscape(bytes: Buffer, start: number): number {
	return ESCAPE.exec(bytes.toString('latin1', start, start + LONGEST_ESCAPE))?.[0].length ?? 0;
}

/** A shorter number is one that has all its digits. */
const LONG = 16;

function endOfNumber(bytes: Buffer, start: number): number {
	let at = bytes[start] === MINUS ? start + 1 : start;
	at = bytes[at] === ZERO ? at + 1 : endOfDigits(bytes, at);
	if (bytes[at] === POINT) at = endOfDigits(bytes, at + 1);
	if (bytes[at] === SMALL_E || bytes[at] === LARGE_E) {
		const isSigned = bytes[at + 1] === PLUS || bytes[at + 1] === MINUS;
		at = endOfDigits(bytes, isSigned ? at + 2 : at + 1);
	}
	return at - start >= LONG && isRounded(bytes.toString('latin1', start, at)) ? NOWHERE : at;
}

function isRounded(digits: string): boolean {
	const number = Number(digits);
	return Number.isInteger(number) && !Number.isSafeInteger(number);
}

function endOfDigits(bytes: Buffer, start: number): number {
	let at = start;
	while (isDigit(bytes[at])) at++;
	return at === start ? NOWHERE : at;
}

function isDigit(code: number): boolean {
	return code >= ZERO && code <= NINE;
}
