import type { Json, JsonObject } from '../../emulator/json.mts';

interface Condition {
	key: string;
	operator: string;
	value: Json;
}

/** Builds a condition of a rule. */
export const when = (key: string, operator: string, value: Json): Condition => ({
	key,
	operator,
	value,
});

/** Builds a `quality_control` with one rule. */
export function rule(
	type: string,
	parameters: JsonObject,
	conditions: Condition[],
	action: string,
	actionParameters: JsonObject = {},
): JsonObject {
	return {
		configs: [
			{
				collector_config: { type, parameters },
				rules: [
					{
						conditions: conditions as never,
						action: { type: action, parameters: actionParameters },
					},
				],
			},
		],
	};
}
