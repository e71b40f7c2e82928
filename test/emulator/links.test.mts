import { expect, it } from 'vitest';
import { startService } from './service.mts';

/** Only the beginning is documented (toloka-api §3.4); the first is from an official notebook. */
it.each([
	['https://www.google.ru/search?q=coffee grinder', 201],
	['http://example.org', 201],
	['www.example.org/1.jpg', 201],
	['example.org/1.jpg', 400],
	['ftp://example.org', 400],
	[' https://example.org', 400],
	['https://example.org ', 400],
	['https://', 400],
	['https://example.org\nhttps://example.org', 400],
])('a link: %j is answered with %i', async (image, status) => {
	const service = await startService();
	const pool = service.emulator.seedData.addPool({ status: 'CLOSED' }).id;
	const suite = { pool_id: pool, overlap: 1, tasks: [{ input_values: { image } }] };
	expect((await service.v1('POST', '/task-suites', suite)).status).toBe(status);
});
