import { describe, expect, it } from 'vitest';
import { ensureHost } from '../../demo/n8n/install.mts';
import { extractedRows, recordedRows } from '../support/extractFromFile.mts';

describe('the rows with which the engine tests work', () => {
	it('are what Extract from File of the pinned n8n makes of the files', async () => {
		const { dir } = await ensureHost();
		expect(await extractedRows(dir)).toEqual(await recordedRows());
	});
});
