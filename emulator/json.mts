/** Plain JSON values, for example a body that has not been validated. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

/** Numeric ids may be sent as numbers; returns them as text. */
export function idAsText<T extends Json | undefined>(id: T): T | string {
	return Number.isInteger(id) ? String(id) : id;
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
