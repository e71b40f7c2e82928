import { isRecord } from './foreign';
import { addTo, takingFrom } from './lists';

/** Whether two values have the same canonical JSON text, usually without building it. */
export function isSameContent(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (!isRecord(one) || !isRecord(other)) return canonicalJson(one) === canonicalJson(other);
	for (const key in one) if (!isSameContent(one[key], ownOf(other, key))) return false;
	for (const key in other)
		if (ownOf(one, key) === undefined && (other[key] ?? null) !== null) return false;
	return true;
}

/** Whether an object has a property of its own, not one it inherits, such as `constructor`. */
export function hasOwn(value: object, name: string): boolean {
	return Object.prototype.hasOwnProperty.call(value, name);
}

export function ownOf(value: Record<string, unknown>, name: string): unknown {
	return hasOwn(value, name) ? value[name] : undefined;
}

/** JSON text that is equal for equal content: keys sorted, null and undefined properties omitted. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (!isRecord(value)) return JSON.stringify(value ?? null);
	const entries = Object.keys(value)
		.filter((key) => value[key] !== null && value[key] !== undefined)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
	return `{${entries.join(',')}}`;
}

/** An object of the service, with the content by which it is recognized. */
interface Created {
	id: string;
	content: unknown;
}

/** Returns for each input the id of an object with equal content; equal inputs get different ids. */
export function matchByContent(
	inputs: readonly unknown[],
	existing: readonly Created[],
): Array<string | undefined> {
	const ids = new Map<string, string[]>();
	for (const { id, content } of existing) addTo(ids, canonicalJson(content), id);
	const take = takingFrom(ids);
	return inputs.map((input) => take(contentOf(input)));
}

/** Canonical JSON text of a value as it looks after a round trip through JSON. */
export function contentOf(value: unknown): string {
	return canonicalJson(JSON.parse(JSON.stringify(value ?? null)));
}
