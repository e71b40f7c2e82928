import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Import this before the engine. With its own key, every process would have a different instance ID
 * and therefore different operation IDs; and its folder would be left behind.
 */
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-toloka-chaos-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'one key for every campaign, so that a seed replays exactly';
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
