import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { FieldSpecs } from '../shared/toloka/fields/declared/specs';
import { getOperation } from '../shared/toloka/operations/operation';
import type { Project } from '../shared/toloka/pools/pools';
import { getPool, getProject, inputSpecOf, outputSpecOf } from '../shared/toloka/pools/pools';
import { textOf } from '../shared/toloka/values/foreign';
import { chosenIn } from '../shared/n8n/panel/chosen';
import { toNodeError } from '../shared/n8n/errors';
import { PICKER_PATIENCE } from '../shared/n8n/panel/pickers';
import { chosenPoolProject } from '../shared/n8n/panel/poolPickers';
import { connect } from '../shared/n8n/transport/transport';

/** Output fields of the project of the chosen pool. */
export const getOutputFields = choicesOf(outputSpecOf, ['outputField', 'outputFields']);

/** Input fields of the project of the chosen pool, or of the pool of the entered operation. */
export const getInputFields = choicesOf(inputSpecOf, ['options.inputFields']);

/** Until the project is known, only fields chosen before are offered. */
function choicesOf(specOf: (project: Project) => FieldSpecs, parameters: readonly string[]) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		try {
			const project = await chosenProject(this);
			if (project === undefined) return chosenBefore(this, parameters);
			return [...specOf(project)].map(([name, { type }]) => ({
				name: `${name} (${type})`,
				value: name,
			}));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

/** Returns what is chosen already: n8n marks what is not among the choices as invalid. */
function chosenBefore(
	context: ILoadOptionsFunctions,
	parameters: readonly string[],
): INodePropertyOptions[] {
	return parameters
		.flatMap((parameter): unknown => context.getCurrentNodeParameter(parameter))
		.filter((value): value is string => typeof value === 'string' && value !== '')
		.map((value) => ({ name: value, value }));
}

async function chosenProject(context: ILoadOptionsFunctions): Promise<Project | undefined> {
	if (context.getCurrentNodeParameter('operation') !== 'getMany') {
		return chosenIn(context, 'pool') ? await chosenPoolProject(context) : undefined;
	}
	// An expression has no value before the workflow runs.
	const entered = textOf(context.getCurrentNodeParameter('operationId'));
	if (entered === '' || entered.startsWith('=')) return undefined;
	const { send } = await connect(context, PICKER_PATIENCE);
	const { parameters } = await getOperation(send, entered);
	const { project_id: projectId } = await getPool(send, textOf(parameters?.pool_id));
	return await getProject(send, projectId);
}
