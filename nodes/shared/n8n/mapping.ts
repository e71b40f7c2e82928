import type {
	FieldType,
	IExecuteFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { ExtraFields } from '../toloka/fields/mapping';
import { inputFrom } from '../toloka/fields/mapping';
import type { FieldSpec, FieldSpecs } from '../toloka/fields/specs';
import { readOnceIfConstant } from './parameters';

const MAPPER_TYPES: Record<string, FieldType> = {
	string: 'string',
	url: 'string',
	coordinates: 'string',
	integer: 'number',
	float: 'number',
	boolean: 'boolean',
	json: 'object',
};

/**
 * The declared input fields as n8n's mapper shows them, the required ones first. Where the mapper
 * shows no fields, because it maps automatically, it shows the notice: so that one names them.
 */
export function mapperFields(specs: FieldSpecs): ResourceMapperFields {
	const fields = [...specs]
		.map(([id, spec]) => mapperField(id, spec))
		.sort((one, other) => Number(other.required) - Number(one.required));
	return { fields, emptyFieldsNotice: fieldsNotice(fields) };
}

function fieldsNotice(fields: ResourceMapperField[]): string {
	const names = (required: boolean) =>
		fields
			.filter((field) => field.display && field.required === required)
			.map(({ id }) => id.replace(/[<>&]/g, ''))
			.join(', ');
	const parts = [
		names(true) && `Required: <b>${names(true)}</b>.`,
		names(false) && `Optional: ${names(false)}.`,
	];
	const named = parts.filter(Boolean).join(' ');
	return named === ''
		? 'This project declares no input fields.'
		: `Input fields of this project. ${named}`;
}

function mapperField(id: string, spec: FieldSpec): ResourceMapperField {
	const { type } = spec;
	const options = type.startsWith('array_') ? undefined : allowedOptions(spec);
	const required = spec.required !== false;
	return {
		id,
		displayName: `${id} (${required ? `${type}, required` : type})`,
		required,
		defaultMatch: false,
		display: spec.hidden !== true,
		type: options
			? 'options'
			: type.startsWith('array_')
				? 'array'
				: (MAPPER_TYPES[type] ?? 'string'),
		...(options && { options }),
	};
}

function allowedOptions({
	allowed_values: allowed,
}: FieldSpec): INodePropertyOptions[] | undefined {
	const simple = allowed?.filter((value) => ['string', 'number', 'boolean'].includes(typeof value));
	return simple?.map((value) => ({
		name: String(value),
		value: value as string | number | boolean,
	}));
}

/** Reads the mapped input object of any item. */
export function inputReader(
	context: IExecuteFunctions,
	parameter: string,
	specs: FieldSpecs,
	extraFields: ExtraFields,
): (itemIndex: number) => Record<string, unknown> {
	const items = context.getInputData();
	const mode = context.getNodeParameter(`${parameter}.mappingMode`, 0, 'autoMapInputData');
	if (mode === 'autoMapInputData') {
		return (index) => inputFrom(items[index].json, specs, extraFields);
	}
	const values = `${parameter}.value`;
	return readOnceIfConstant(context, [values], (index) =>
		definedFields(context.getNodeParameter(values, index, {}) as object, specs),
	);
}

/** The mapper hands over null for what was left empty; such fields are not sent. */
function definedFields(value: object | null, specs: FieldSpecs): Record<string, unknown> {
	const filled = Object.entries(value ?? {}).filter(([, entry]) => entry !== null);
	return inputFrom(Object.fromEntries(filled), specs, 'refuse');
}
