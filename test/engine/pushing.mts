import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Emulated } from './emulated.mts';
import { byId, startEmulated } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';

export const BULK = 'POST /app-projects/{id}/items/bulk';

/** The node Push Items, an emulator of its own, and a project in it. */
export class Pushing {
	emulated!: Emulated;
	projectId = '';

	constructor() {
		beforeAll(async () => {
			this.emulated = await startEmulated();
		});
		afterAll(async () => await this.emulated.close());
		beforeEach(() => {
			this.emulator.reset();
			this.projectId = this.emulator.catalogue.appProject().id;
		});
	}

	get emulator() {
		return this.emulated.emulator;
	}

	/** Runs the node on the project, or on the one in the parameters. */
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

	/** What really exists in the project. */
	created() {
		return this.emulator.truth.items(this.projectId);
	}

	bulkRequests(): number {
		return this.emulator.log.count(BULK);
	}
}
