import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import type { Spec } from '../../service/inputSpec.mts';
import type { PoolProject } from '../entities.mts';

const specs = new WeakMap<PoolProject, Spec>();
/** `{{field type="radio" name="result" value="cat"}}` of the older, textual views. */
const FIELD_TAG = /\{\{field\s([^}]*)\}\}/g;

/**
 * The output spec with the values that people can choose: where the spec allows any value, the
 * view of the project may offer a few.
 */
export function answerSpec(project: PoolProject): Spec {
	const known = specs.get(project);
	if (known !== undefined) {
		return known;
	}
	const options = viewOptions(project.viewSpec);
	const spec = Object.fromEntries(
		Object.entries(project.outputSpec).map(([name, field]) => {
			const offered = options.get(name);
			const allowed = field.allowed_values ?? offered;
			return [name, allowed === undefined ? field : { ...field, allowed_values: allowed }];
		}),
	);
	specs.set(project, spec);
	return spec;
}

function viewOptions(view: JsonObject): Map<string, Json[]> {
	const options = new Map<string, Json[]>();
	if (typeof view.config === 'string') {
		collect(parsed(view.config), options);
	}
	if (typeof view.markup === 'string') {
		collectTags(view.markup, options);
	}
	return options;
}

function parsed(config: string): Json {
	try {
		const value: Json = JSON.parse(config);
		return value;
	} catch {
		return null;
	}
}

/** A component with `data: {type: "data.output", path}` and `options: [{value}]`. */
function collect(part: Json, options: Map<string, Json[]>): void {
	if (Array.isArray(part)) {
		for (const one of part) collect(one, options);
		return;
	}
	if (!isJsonObject(part)) {
		return;
	}
	const { data, options: offered } = part;
	if (isJsonObject(data) && typeof data.path === 'string' && Array.isArray(offered)) {
		const values = offered.flatMap((one) => (isJsonObject(one) ? [one.value ?? null] : []));
		if (values.length > 0) options.set(data.path, values);
	}
	for (const one of Object.values(part)) collect(one, options);
}

function collectTags(markup: string, options: Map<string, Json[]>): void {
	for (const [, attributes = ''] of markup.matchAll(FIELD_TAG)) {
		const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
		const value = /\bvalue="([^"]*)"/.exec(attributes)?.[1];
		if (name !== undefined && value !== undefined) {
			options.set(name, [...(options.get(name) ?? []), value]);
		}
	}
}
