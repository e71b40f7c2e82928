import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * To be imported before the engine. With a key of its own every process would have another
 * instance id, and with it other operation ids; and its folder would stay behind.
 */
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-toloka-chaos-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'one key for every campaign, so that a seed replays exactly';
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
