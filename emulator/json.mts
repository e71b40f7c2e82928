/** Plain JSON values: what a body may hold before anybody has checked it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

/** Ids of digits may be sent as numbers. */
export function idAsText<T extends Json | undefined>(id: T): T | string {
	return Number.isInteger(id) ? String(id) : id;
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
