import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { getPool, getProject, outputSpecOf } from '../core/pools';
import { checkedId } from '../core/requests';
import { toNodeError } from './errors';
import { PICKER_PATIENCE } from './pickers';
import { connect } from './transport';

/** Output fields of the project of the chosen pool; none while no pool is chosen. */
export async function getOutputFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	try {
		const chosen = this.getCurrentNodeParameter('pool', { extractValue: true });
		if (!chosen) return [];
		const { send } = await connect(this, PICKER_PATIENCE);
		const pool = await getPool(send, checkedId(chosen, 'pool id'));
		const specs = outputSpecOf(await getProject(send, pool.project_id));
		return Object.entries(specs).map(([name, { type }]) => ({
			name: `${name} (${String(type).toLowerCase()})`,
			value: name,
		}));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
