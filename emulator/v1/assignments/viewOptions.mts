import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import type { AnswerField } from '../../samples.mts';
import type { PoolProject } from '../entities.mts';
import { fittingText } from './fittingText.mts';

/** What the view says about an output: the values it offers, or examples that fit. */
type Hint = Pick<AnswerField, 'allowed_values' | 'examples'>;
type AnswerSpec = Readonly<Record<string, AnswerField>>;

const specs = new WeakMap<PoolProject, AnswerSpec>();
/** `{{field type="radio" name="result" value="cat"}}` of the older, textual views. */
const FIELD_TAG = /\{\{field\s([^}]*)\}\}/g;
/** Selected areas of a picture; each entry is a whole answer. */
const SELECTIONS: Json[] = [0.1, 0.2, 0.3].map((left) => [
	{ shape: 'rectangle', left, top: left, width: 0.4, height: 0.5 },
]);

/**
 * The output spec with the values that people can choose: where the spec allows any value, the
 * project's view may offer a few, or say what they must look like.
 */
export function answerSpec(project: PoolProject): AnswerSpec {
	const known = specs.get(project);
	if (known !== undefined) {
		return known;
	}
	const hints = viewHints(project.viewSpec);
	const spec = Object.fromEntries(
		Object.entries(project.outputSpec).map(([name, field]) => [
			name,
			{ ...hints.get(name), ...field },
		]),
	);
	specs.set(project, spec);
	return spec;
}

function viewHints(view: JsonObject): Map<string, Hint> {
	const hints = new Map<string, Hint>();
	if (typeof view.config === 'string') {
		collect(parsed(view.config), hints);
	}
	if (typeof view.markup === 'string') {
		collectTags(view.markup, hints);
	}
	return hints;
}

function parsed(config: string): Json {
	try {
		const value: Json = JSON.parse(config);
		return value;
	} catch {
		return null;
	}
}

/** Reads components with `data: {type: "data.output", path}`, and conditions inside them. */
function collect(part: Json, hints: Map<string, Hint>, outer?: string): void {
	if (Array.isArray(part)) {
		for (const one of part) collect(one, hints, outer);
		return;
	}
	if (!isJsonObject(part)) {
		return;
	}
	const { data } = part;
	const own = isJsonObject(data) && typeof data.path === 'string' ? data.path : undefined;
	const path = own ?? outer;
	if (own !== undefined) hints.set(own, { ...hints.get(own), ...offered(part) });
	if (path !== undefined) hints.set(path, { ...hints.get(path), ...demanded(part) });
	for (const one of Object.values(part)) collect(one, hints, path);
}

function offered({ type, options, preserveFalse }: JsonObject): Hint {
	if (type === 'field.image-annotation') {
		return { examples: SELECTIONS };
	}
	const values = (Array.isArray(options) ? options : []).flatMap((one) =>
		isJsonObject(one) ? [one.value ?? null] : [],
	);
	if (type === 'field.checkbox-group') {
		return { examples: ticked(values.map(String), preserveFalse === true) };
	}
	return values.length === 0 ? {} : { allowed_values: values };
}

/** `{cat: true}`: each option alone, and all; others are `false` if asked for (Template Builder). */
function ticked(names: readonly string[], withFalse: boolean): Json[] {
	const choices = [...names.map((name) => [name]), ...(names.length > 1 ? [names] : [])];
	return choices.map((chosen) =>
		Object.fromEntries(
			names
				.filter((name) => withFalse || chosen.includes(name))
				.map((name) => [name, chosen.includes(name)]),
		),
	);
}

function demanded({ type, schema }: JsonObject): Hint {
	const pattern = type === 'condition.schema' && isJsonObject(schema) ? schema.pattern : undefined;
	const text = typeof pattern === 'string' ? fittingText(pattern) : undefined;
	return text === undefined ? {} : { examples: [text] };
}

function collectTags(markup: string, hints: Map<string, Hint>): void {
	for (const [, attributes = ''] of markup.matchAll(FIELD_TAG)) {
		const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
		const value = /\bvalue="([^"]*)"/.exec(attributes)?.[1];
		if (name !== undefined && value !== undefined) {
			const { allowed_values: others = [] } = hints.get(name) ?? {};
			hints.set(name, { allowed_values: [...others, value] });
		}
	}
}
