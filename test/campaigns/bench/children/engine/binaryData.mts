import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as engine from '../../../../engine/engine.mts';

interface BinaryDataParts {
	BinaryDataService: unknown;
	BinaryDataConfig: unknown;
}

/** Stores the nodes' files on disk, which is n8n's default. */
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
