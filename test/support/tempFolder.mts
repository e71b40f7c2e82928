import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

process.on('exit', () => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that is removed when this process ends, if not before. */
export async function tempFolder(purpose: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `n8n-nodes-toloka-${purpose}-`));
	folders.add(folder);
	return folder;
}

/** Removes a temporary folder before this process ends. */
export async function removeTempFolder(folder: string): Promise<void> {
	folders.delete(folder);
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
