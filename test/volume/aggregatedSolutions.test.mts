import type { IBinaryData } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { READ, getSolutions, useFilesystem } from '../engine/aggregated.mts';
import { useEmulatedPerTest } from '../engine/emulatedTest.mts';

const MINUTE = 60_000;

const emulated = useEmulatedPerTest();

it('1,000,000 aggregated solutions as items need 10 requests', async () => {
	const id = emulated.emulator.seedData.addAggregation({ rows: 1_000_000 });
	const begin = emulated.emulator.clock.now();
	const { outputs, error } = await getSolutions(emulated, [{ id }], { returnAll: true });
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(1_000_000);
	const ids = new Set(outputs[0].map(({ json }) => json.task_id));
	expect(ids.size).toBe(1_000_000);
	expect(emulated.emulator.log.count(READ)).toBe(10);
	expect(emulated.emulator.clock.now() - begin).toBeLessThan(2 * MINUTE);
});

it('1,000,000 aggregated solutions as files need 10 requests and are divided into parts of bounded size', async () => {
	const binary = await useFilesystem();
	const id = emulated.emulator.seedData.addAggregation({ rows: 1_000_000 });
	const { outputs, error } = await getSolutions(emulated, [{ id }], {
		returnAll: true,
		output: 'file',
	});
	expect(error).toBeUndefined();
	expect(emulated.emulator.log.count(READ)).toBe(10);
	const parts = outputs[0];
	expect(parts.length).toBeLessThanOrEqual(10);
	expect(parts.reduce((sum, { json }) => sum + Number(json.count), 0)).toBe(1_000_000);

	let expected = 0;
	const prefix = String(parts[0].json.first_task_id).slice(0, -16);
	for (const [index, part] of parts.entries()) {
		const bytes = await binary.getAsBuffer(part.binary?.data as IBinaryData);
		expect(bytes.length).toBe(part.json.bytes);
		expect(bytes.length).toBeLessThanOrEqual(16 * 1024 * 1024);
		expect(part.json).toMatchObject({ operation_id: id, part: index + 1 });
		const lines = bytes.toString('utf8').trimEnd().split('\n');
		expect(lines).toHaveLength(Number(part.json.count));
		for (const line of lines) {
			const wanted = prefix + expected.toString(16).padStart(16, '0');
			if (!line.includes(`"task_id":"${wanted}"`)) throw new Error(`row ${expected}: ${line}`);
			expected++;
		}
	}
	expect(expected).toBe(1_000_000);
});
