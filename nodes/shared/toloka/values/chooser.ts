import { hasOwn } from './content';

type Values = Record<string, unknown>;

/** Returns a function, made once for all objects, that keeps these fields; null for a missing one. */
export function chooser(fields: readonly string[]): (values: Values) => Values {
	const nothing: Values = Object.fromEntries(fields.map((name) => [name, null]));
	return (values) => {
		const wanted = { ...nothing };
		for (const name in values) if (hasOwn(nothing, name)) wanted[name] = values[name];
		return wanted;
	};
}
