import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import type { World } from '../world.mts';

/** Adds an id to every quality control rule of a pool or a project that has none. */
export function withCollectorIds(world: World, rest: JsonObject): JsonObject {
	const { quality_control: control } = rest;
	if (!isJsonObject(control) || !Array.isArray(control.configs)) {
		return rest;
	}
	const configs = control.configs.map((config) => withId(world, config));
	return { ...rest, quality_control: { ...control, configs } };
}

function withId(world: World, config: Json): Json {
	if (!isJsonObject(config) || !isJsonObject(config.collector_config)) {
		return config;
	}
	const { collector_config: collector } = config;
	const uuid = collector.uuid ?? world.ids.uuid();
	return { ...config, collector_config: { ...collector, uuid } };
}
