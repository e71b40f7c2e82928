import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { outputSpecOf } from '../shared/toloka/pools/pools';
import { toNodeError } from '../shared/n8n/errors';
import { chosenPoolProject } from '../shared/n8n/poolPickers';

/** Output fields of the project of the chosen pool; none while no pool is chosen. */
export async function getOutputFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	try {
		if (!this.getCurrentNodeParameter('pool', { extractValue: true })) return [];
		const specs = outputSpecOf(await chosenPoolProject(this));
		return [...specs].map(([name, { type }]) => ({
			name: `${name} (${type})`,
			value: name,
		}));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
