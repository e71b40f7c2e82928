import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import type { Pool } from '../entities.mts';

/** A quality control rule: what it counts, and what it does when (toloka-api §P3.4). */
export interface Rule {
	collector: string;
	parameters: JsonObject;
	conditions: JsonObject[];
	action: { type: string; parameters: JsonObject };
}

/** The rules of the pool and of its project, which apply to all the project's pools but trainings. */
export function rulesOf({ settings, project, type }: Pool): Rule[] {
	if (type === 'TRAINING') return [];
	return [settings.rest, project.rest].flatMap(({ quality_control: control }) =>
		listAt(control, 'configs').flatMap((config) =>
			listAt(config, 'rules').map((rule) => readRule(objectAt(config, 'collector_config'), rule)),
		),
	);
}

/** How often a pool, or else its project, shows a captcha; empty = never (toloka-api §P3.4). */
export function captchaFrequency({ settings, project }: Pool): string {
	const own = [settings.rest, project.rest].map(({ quality_control: control }) =>
		isJsonObject(control) ? control.captcha_frequency : undefined,
	);
	return String(own.find((one) => typeof one === 'string') ?? '');
}

/** How many answers count, including those in other pools; null = all in this pool. */
export function historySize({ parameters }: Rule): number | null {
	return typeof parameters.history_size === 'number' ? parameters.history_size : null;
}

function readRule(collector: JsonObject, rule: JsonObject): Rule {
	const action = objectAt(rule, 'action');
	return {
		collector: String(collector.type),
		parameters: objectAt(collector, 'parameters'),
		conditions: listAt(rule, 'conditions'),
		action: { type: String(action.type), parameters: objectAt(action, 'parameters') },
	};
}

function objectAt(value: JsonObject, name: string): JsonObject {
	const found = value[name];
	return isJsonObject(found) ? found : {};
}

function listAt(value: Json | undefined, name: string): JsonObject[] {
	const list = isJsonObject(value) ? value[name] : undefined;
	return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
