import { isRecord } from '../../values/foreign';

/** Reads objects that stand for a simple value, as databases and libraries put them into rows. */

/** What an object's `toJSON` returns: text for dates, n8n's own included. Other values stay as is. */
export function writtenOut(value: unknown): unknown {
	if (!isRecord(value) || typeof value.toJSON !== 'function') return value;
	try {
		return (value.toJSON as () => unknown)();
	} catch {
		return undefined;
	}
}

/** The simple value that an object stands for; returns anything else like `writtenOut`. */
export function scalarIn(value: unknown): unknown {
	const written = writtenOut(value);
	return isRecord(written) ? (valueOfMongo(written) ?? written) : written;
}

/** MongoDB's JSON form of values: `{ "$oid": "65a1…" }`. */
const SIMPLE_IN_MONGO = ['$oid', '$numberDecimal', '$numberLong', '$numberInt', '$numberDouble'];

function valueOfMongo(object: Record<string, unknown>): unknown {
	const [name, ...others] = Object.keys(object);
	if (others.length === 0) {
		const { [name]: value } = object;
		if (name === '$date') return dateOfMongo(value);
		if (!SIMPLE_IN_MONGO.includes(name) || typeof value !== 'string') return undefined;
		return name === '$oid' || Number.isFinite(Number(value)) ? value : undefined;
	}
	const { low, high, unsigned } = object;
	const isLong = others.length === 2 && Number.isInteger(low) && Number.isInteger(high);
	return isLong && typeof unsigned === 'boolean' ? digitsOf(object as never) : undefined;
}

/** A date as text, or in milliseconds since 1970. */
function dateOfMongo(value: unknown): string | undefined {
	const at = scalarIn(value);
	if (typeof at === 'string' && !/^-?\d+$/.test(at)) return at;
	if (typeof at !== 'string' && typeof at !== 'number') return undefined;
	const date = new Date(Number(at));
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

interface Long {
	low: number;
	high: number;
	unsigned: boolean;
}

/** All digits of a 64-bit integer, which MongoDB's driver delivers in two halves beyond 2^53. */
function digitsOf({ low, high, unsigned }: Long): string {
	const whole = (BigInt(high) << BigInt(32)) | BigInt(low >>> 0);
	return String(unsigned ? BigInt.asUintN(64, whole) : whole);
}

/** Whether a value is bytes, perhaps in the JSON form in which n8n saves them. */
export function isBinary(value: object): boolean {
	if (value instanceof Uint8Array || value instanceof ArrayBuffer) return true;
	if (!('type' in value) || value.type !== 'Buffer' || !('data' in value)) return false;
	return Array.isArray(value.data) && value.data.every(isByte) && Object.keys(value).length === 2;
}

function isByte(value: unknown): boolean {
	return typeof value === 'number' && (value & 0xff) === value;
}
