import type { IDataObject } from 'n8n-workflow';
import { byId, imageRows } from './emulated.mts';
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

	/** Adds a project beside the node's own; returns its ID. */
	otherProject(): string {
		return this.emulator.seedData.addAppProject({ name: 'Other' }).id;
	}

	/** Returns the `id` of each row in a project. */
	idsIn(project: string) {
		return this.emulator.truth.items(project).map(({ input }) => input.id);
	}

	bulkRequests(): number {
		return this.emulator.log.count(BULK);
	}
}

/** Builds rows that name their project in the column `to`. */
export function rowsFor(...projects: string[]): IDataObject[] {
	return imageRows(projects.length).map((row, index) => ({ ...row, to: projects[index] }));
}
