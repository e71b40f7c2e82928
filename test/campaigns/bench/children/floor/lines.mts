import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../task.mts';
import { timed } from '../measured.mts';

/** Writes rows, page by page, to a file with one JSON object per line. */
export async function writeLines(pages: AsyncIterable<object[]>): Promise<Outcome> {
	const folder = await mkdtemp(join(tmpdir(), 'toloka-bench-'));
	const { seconds, result } = await timed(async () => {
		const file = createWriteStream(join(folder, 'rows.ndjson'));
		let count = 0;
		for await (const rows of pages) {
			count += rows.length;
			const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
			if (!file.write(text)) await once(file, 'drain');
		}
		file.end();
		await once(file, 'finish');
		return count;
	});
	await rm(folder, { recursive: true });
	return { seconds, rows: result };
}
