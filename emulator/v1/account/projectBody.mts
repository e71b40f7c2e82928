import { isJsonObject, type JsonObject } from '../../json.mts';
import type { FieldReader } from '../../service/fieldReader.mts';
import type { Spec } from '../../service/inputSpec.mts';
import type { PoolProject } from '../entities.mts';
import { checkQualityControl } from '../quality/bodyCheck.mts';

const MAP_VIEW = 'assignments_issuing_view_config';

/** Kept as sent. */
const REST = [
	'public_instructions',
	'private_comment',
	MAP_VIEW,
	'assignments_automerge_enabled',
	'max_active_assignments_count',
	'quality_control',
	'localization_config',
	'metadata',
	'traits_config',
	'sensitive',
];
const KEYS = [
	...REST,
	'id',
	'status',
	'created',
	'owner',
	'public_name',
	'public_description',
	'task_spec',
	'assignments_issuing_type',
];

/** Reads a project; omitted fields get their defaults (toloka-api §6.9). */
export function readProjectBody(
	fields: FieldReader,
): Omit<PoolProject, 'id' | 'createdUs' | 'status'> {
	fields.allowOnly(KEYS);
	fields.require('public_name', 'public_description', 'task_spec', 'assignments_issuing_type');
	const taskSpec = fields.inside('task_spec');
	taskSpec?.require('input_spec', 'output_spec', 'view_spec');
	for (const name of ['sensitive', 'assignments_automerge_enabled']) fields.flag(name);
	for (const name of ['public_instructions', 'private_comment']) fields.text(name);
	for (const name of ['metadata', 'localization_config', 'traits_config']) fields.object(name);
	fields.number('max_active_assignments_count', { integer: true });
	checkQualityControl(fields);
	const issuing =
		fields.oneOf('assignments_issuing_type', ['AUTOMATED', 'MAP_SELECTOR']) ?? 'AUTOMATED';
	if (issuing === 'MAP_SELECTOR') requireMapView(fields);
	const project = {
		publicName: fields.text('public_name') ?? '',
		publicDescription: fields.text('public_description') ?? '',
		inputSpec: readSpec(taskSpec, 'input_spec'),
		outputSpec: readSpec(taskSpec, 'output_spec'),
		viewSpec: taskSpec?.object('view_spec') ?? {},
		issuing,
		rest: fields.rest(REST),
	};
	fields.finish();
	return project;
}

/** A map project must say what a task looks like on the map. */
function requireMapView(fields: FieldReader): void {
	const view = fields.object(MAP_VIEW) ?? {};
	for (const name of ['title_template', 'description_template']) {
		if (typeof view[name] !== 'string') fields.complain(`${MAP_VIEW}.${name}`, 'VALUE_REQUIRED');
	}
}

/** Each field needs at least a type. */
function readSpec(taskSpec: FieldReader | null, name: string): Spec {
	const spec: JsonObject = taskSpec?.object(name) ?? {};
	for (const [field, rule] of Object.entries(spec)) {
		if (!isJsonObject(rule) || typeof rule.type !== 'string') {
			taskSpec?.complain(`${name}.${field}.type`, 'VALUE_REQUIRED');
		}
	}
	return spec as unknown as Spec;
}
