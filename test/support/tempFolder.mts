import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder } from '../../demo/n8n/reaper.mts';

/** Creates an empty folder that is removed when this process ends. */
export async function tempFolder(purpose: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `n8n-nodes-toloka-${purpose}-`));
	guardFolder(folder);
	return folder;
}
