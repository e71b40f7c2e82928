import type {
	FieldType,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { FieldSpec, FieldSpecs } from '../../toloka/fields/declared/specs';
import { isRecord } from '../../toloka/values/foreign';
import { isTool } from '../execution/execution';
import { chosenIn } from './chosen';
import { toNodeError } from '../errors';

/**
 * A boolean is none of them: as a switch, n8n's mapper would send false for a field that nobody
 * filled in (n8n §4).
 */
const MAPPER_TYPES: Record<string, FieldType> = {
	string: 'string',
	url: 'string',
	coordinates: 'string',
	integer: 'number',
	float: 'number',
	json: 'object',
};

/** The mapper; `method` is the name under which the node has what `chosenFields` returns. */
export function mapperField(
	displayName: string,
	chosen: 'project' | 'pool',
	method: string,
	noFieldsError: string,
): INodeProperties {
	return {
		displayName,
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: [`${chosen}.value`],
			resourceMapper: {
				resourceMapperMethod: method,
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				supportAutoMap: true,
				// Also shown, in red, until a project or pool is chosen.
				noFieldsError,
			},
		},
	};
}

/**
 * Returns the method that reads the input fields of the chosen project or pool for the mapper
 * `fields`. Until one is chosen, or while an expression returns none, fields mapped before stay
 * visible.
 */
export function chosenFields(
	chosen: 'project' | 'pool',
	readSpecs: (context: ILoadOptionsFunctions) => Promise<FieldSpecs>,
) {
	return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		if (chosenIn(this, chosen)) {
			try {
				return mapperFields(await readSpecs(this), isTool(this.getNode()));
			} catch (error) {
				throw toNodeError(this.getNode(), error);
			}
		}
		const mapped = this.getCurrentNodeParameter('fields');
		const schema = isRecord(mapped) && 'schema' in mapped ? mapped.schema : undefined;
		return {
			fields: Array.isArray(schema) ? (schema as ResourceMapperField[]) : [],
			emptyFieldsNotice: `Choose a ${chosen} to see its fields.`,
		};
	};
}

/**
 * Returns the declared input fields for n8n's mapper, required ones first. In automatic mode the
 * mapper shows the notice instead of fields, so the notice lists them.
 */
function mapperFields(specs: FieldSpecs, forTool: boolean): ResourceMapperFields {
	const fields = [...specs]
		.map(([id, spec]) => fieldOf(id, spec, forTool))
		.sort((one, other) => Number(other.required) - Number(one.required));
	return { fields, emptyFieldsNotice: fieldsNotice(specs) };
}

function fieldsNotice(specs: FieldSpecs): string {
	const named = (required: boolean) =>
		[...specs]
			.filter(([, spec]) => (spec.required !== false) === required)
			.map(([id, { type }]) => (type === '' ? id : `${id} (${type})`).replace(/[<>&]/g, ''))
			.join(', ');
	const parts = [
		named(true) && `Required: <b>${named(true)}</b>.`,
		named(false) && `Optional: ${named(false)}.`,
	].filter(Boolean);
	return parts.length === 0
		? 'This project has no input fields.'
		: ['Input fields of this project.', ...parts].join(' ');
}

/** @param forTool n8n lets a model fill in any field but one with options (n8n §10). */
function fieldOf(id: string, spec: FieldSpec, forTool: boolean): ResourceMapperField {
	const { type } = spec;
	const options = forTool || type.startsWith('array_') ? undefined : optionsOf(spec);
	const required = spec.required !== false;
	return {
		id,
		// A model that calls the node as a tool sees this name.
		displayName: spec.hidden === true ? `${id} (not shown to performers)` : id,
		required,
		defaultMatch: false,
		// If false, n8n does not let anyone fill in the field.
		display: true,
		type: options
			? 'options'
			: type.startsWith('array_')
				? 'array'
				: (MAPPER_TYPES[type] ?? 'string'),
		...(options && { options }),
	};
}

function optionsOf({ type, allowed_values: given }: FieldSpec): INodePropertyOptions[] | undefined {
	const allowed = given ?? (type === 'boolean' ? [true, false] : undefined);
	const simple = allowed?.filter((value) => ['string', 'number', 'boolean'].includes(typeof value));
	if (simple?.length === 0) return undefined;
	return simple?.map((value) => ({
		name: String(value),
		value: value as string | number | boolean,
	}));
}
