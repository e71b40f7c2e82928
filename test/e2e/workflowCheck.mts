import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { NewNode } from '../../demo/n8n/client/workflows.mts';

/** Lists the parts of a workflow file's node that the running n8n does not know. */
export function unknownParts(node: NewNode, types: INodeTypeDescription[]): string[] {
	const { name, type, typeVersion = 1, parameters = {} } = node;
	const known = types.find(
		(description) =>
			description.name === type && [description.version].flat().includes(typeVersion),
	);
	if (known === undefined) return [`${name}: no node type ${type} ${typeVersion}`];
	return unknownValues(parameters, known.properties, name);
}

function unknownValues(
	values: INodeParameters,
	properties: INodeProperties[],
	path: string,
): string[] {
	return Object.entries(values).flatMap(([key, value]) => {
		const fitting = properties.filter((property) => property.name === key);
		if (fitting.length === 0) return [`${path}: no parameter ${key}`];
		const problems = fitting.map((property) => unknownValue(value, property, `${path}.${key}`));
		return problems.find((found) => found.length === 0) ?? problems[0] ?? [];
	});
}

function unknownValue(value: unknown, property: INodeProperties, path: string): string[] {
	const options = property.options ?? [];
	if (property.type === 'collection') {
		return unknownValues(value as INodeParameters, options as INodeProperties[], path);
	}
	if (property.type === 'fixedCollection') {
		const groups = options as Array<{ name: string; values: INodeProperties[] }>;
		return Object.entries(value as INodeParameters).flatMap(([name, rows]) => {
			const group = groups.find((one) => one.name === name);
			if (group === undefined) return [`${path}: no ${name}`];
			const all = [rows].flat() as INodeParameters[];
			return all.flatMap((row) => unknownValues(row, group.values, `${path}.${name}`));
		});
	}
	const isLoaded = property.typeOptions?.loadOptionsMethod !== undefined;
	if (!['options', 'multiOptions'].includes(property.type) || isLoaded) return [];
	const allowed = options.flatMap((option) => ('value' in option ? [option.value] : []));
	return [value]
		.flat()
		.filter((one) => !allowed.includes(one as string) && !String(one).startsWith('='))
		.map((one) => `${path}: no option ${String(one)}`);
}
