import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { FieldSpecs } from '../shared/toloka/fields/specs';
import { getOperation } from '../shared/toloka/operations/operation';
import type { Project } from '../shared/toloka/pools/pools';
import { getPool, getProject, inputSpecOf, outputSpecOf } from '../shared/toloka/pools/pools';
import { textOf } from '../shared/toloka/values/foreign';
import { toNodeError } from '../shared/n8n/errors';
import { PICKER_PATIENCE } from '../shared/n8n/pickers';
import { chosenPoolProject } from '../shared/n8n/poolPickers';
import { connect } from '../shared/n8n/transport';

/** Output fields of the project of the chosen pool; none while no pool is chosen. */
export const getOutputFields = choicesOf(outputSpecOf);

/** Input fields of the project of the chosen pool, or of the pool of the entered operation. */
export const getInputFields = choicesOf(inputSpecOf);

function choicesOf(specOf: (project: Project) => FieldSpecs) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		try {
			const project = await chosenProject(this);
			const specs = project === undefined ? [] : [...specOf(project)];
			return specs.map(([name, { type }]) => ({ name: `${name} (${type})`, value: name }));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

async function chosenProject(context: ILoadOptionsFunctions): Promise<Project | undefined> {
	if (context.getCurrentNodeParameter('operation') !== 'getMany') {
		const pool = context.getCurrentNodeParameter('pool', { extractValue: true });
		return pool ? await chosenPoolProject(context) : undefined;
	}
	// An expression has no value before the workflow runs.
	const entered = textOf(context.getCurrentNodeParameter('operationId'));
	if (entered === '' || entered.startsWith('=')) return undefined;
	const { send } = await connect(context, PICKER_PATIENCE);
	const { parameters } = await getOperation(send, entered);
	const { project_id: projectId } = await getPool(send, textOf(parameters?.pool_id));
	return await getProject(send, projectId);
}
