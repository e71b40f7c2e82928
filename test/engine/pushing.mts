import type { IDataObject } from 'n8n-workflow';
import { byId } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import { ProjectTest } from './projectTest.mts';

export const BULK = 'POST /app-projects/{id}/items/bulk';

/** The Push Items node on `projectId`. */
export class Pushing extends ProjectTest {
	/** Runs the node on the project, or on the project in the parameters. */
	async push(
		input: IDataObject[],
		parameters: IDataObject = {},
		settings = {},
		rest: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		return await this.emulated.run(
			'tolokaPushItems',
			{ project: byId(this.projectId), ...parameters },
			{ input, settings, ...rest },
		);
	}

	/** Returns the items that exist in the project. */
	created() {
		return this.emulator.truth.items(this.projectId);
	}

	bulkRequests(): number {
		return this.emulator.log.count(BULK);
	}
}
