import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as engine from '../../../../engine/engine.mts';

interface BinaryDataParts {
	BinaryDataService: unknown;
	BinaryDataConfig: unknown;
}

/** Files that nodes put out go to disk, as in n8n unless it is configured otherwise. */
export async function keepFilesOnDisk(): Promise<{ remove(): Promise<void> }> {
	const { Container } = engine;
	const parts = engine.core as unknown as BinaryDataParts;
	const folder = await mkdtemp(join(tmpdir(), 'toloka-bench-'));
	const config = Container.get<{ mode: string; localStoragePath: string }>(parts.BinaryDataConfig);
	config.mode = 'filesystem';
	config.localStoragePath = folder;
	await Container.get<{ init(): Promise<void> }>(parts.BinaryDataService).init();
	return { remove: async () => await rm(folder, { recursive: true, force: true }) };
}
