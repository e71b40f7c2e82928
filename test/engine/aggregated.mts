import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { tempFolder } from '../support/tempFolder.mts';
import type { Emulated } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import { Container, NODE, core } from './engine.mts';

export const READ = 'GET /aggregated-solutions/{operationId}';
export const AGGREGATE = 'POST /aggregated-solutions/aggregate-by-pool';

/** Runs Get Aggregated Solutions with these input items, by default with Get Many. */
export async function getSolutions(
	emulated: Emulated,
	input: IDataObject[],
	parameters: IDataObject = {},
	rest: Partial<NodeRun> = {},
): Promise<NodeResult> {
	const all = { operation: 'getMany', ...parameters };
	return await emulated.run('tolokaGetAggregatedSolutions', all, { input, ...rest });
}

/** Returns the times of a route's requests, in emulator time. */
export function timesOf({ emulator }: Emulated, route: string): number[] {
	return emulator.log
		.entries()
		.filter((entry) => entry.route === route)
		.map(({ at }) => at);
}

/** Returns the hints that n8n shows for the runs of the node. */
export function hintsOf({ data }: NodeResult): string[] {
	const runs = data.resultData.runData[NODE] ?? [];
	return runs.flatMap(({ hints }) => (hints ?? []).map(({ message }) => message));
}

interface BinaryService {
	setManager(mode: string, manager: object): void;
	init(): Promise<void>;
	getAsBuffer(data: IBinaryData): Promise<Buffer>;
	mode: string;
}

const parts = core as unknown as {
	BinaryDataService: unknown;
	BinaryDataConfig: unknown;
};

/** Uses n8n's own binary store, in a temporary folder. */
export async function useFilesystem(): Promise<BinaryService> {
	const config = Container.get<{ mode: string; localStoragePath: string }>(parts.BinaryDataConfig);
	config.mode = 'filesystem';
	config.localStoragePath = await tempFolder('binary');
	const service = Container.get<BinaryService>(parts.BinaryDataService);
	await service.init();
	return service;
}

/** Uses a store that accepts whole Buffers only, like n8n's database store (n8n §4). */
export async function useDatabase(): Promise<BinaryService> {
	const service = await useFilesystem();
	const rows = new Map<string, Buffer>();
	service.setManager('database', {
		store: async (_location: unknown, file: unknown) => {
			if (!Buffer.isBuffer(file)) throw new TypeError('stream.on is not a function');
			const fileId = String(rows.size + 1);
			rows.set(fileId, Buffer.from(file));
			return { fileId, fileSize: file.length };
		},
		getAsBuffer: async (fileId: string) => rows.get(fileId),
	});
	service.mode = 'database';
	return service;
}
