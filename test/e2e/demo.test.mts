import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../demo/n8n/client/executions.mts';
import { printProgress } from '../../demo/n8n/progress.mts';
import { runPool } from '../../demo/scenarios/pool.mts';
import { setUpDemo, type Demo } from '../../demo/setUp.mts';
import { tempFolder } from '../support/tempFolder.mts';

const MINUTES = 60_000;
const MINE = {
	name: 'My own',
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'File',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			parameters: { operation: 'toJson', options: {} },
		},
	],
	connections: { Start: { main: [[{ node: 'File', type: 'main' as const, index: 0 }]] } },
};

let userFolder: string;
let demo: Demo | undefined;

async function start(): Promise<Demo> {
	demo = await setUpDemo({ userFolder, pollEveryS: 20, onProgress: printProgress });
	return demo;
}

async function writeFileIn({ client, filesFolder }: Demo): Promise<string> {
	const file = join(filesFolder, 'mine.json');
	const { id } = await client.workflows.create({
		...MINE,
		nodes: [
			...MINE.nodes,
			{
				name: 'Write',
				type: 'n8n-nodes-base.readWriteFile',
				typeVersion: 1.1,
				parameters: { operation: 'write', fileName: file, options: {} },
			},
		],
		connections: {
			...MINE.connections,
			File: { main: [[{ node: 'Write', type: 'main' as const, index: 0 }]] },
		},
	});
	const execution = await client.executions.wait(
		await client.workflows.run(id, { trigger: 'Start' }),
	);
	expect(failureOf(execution)).toBeUndefined();
	return file;
}

beforeAll(async () => {
	userFolder = await tempFolder('demo');
}, 20 * MINUTES);
afterAll(async () => await demo?.stop(), MINUTES);

describe('the demo', () => {
	it(
		'keeps what was built between two starts, without duplicate workflows, and labels a pool',
		async () => {
			const first = await start();
			const names = Object.values(first.workflows).map(({ name }) => name);
			expect(names.map((name) => name.slice(0, 10))).toEqual([
				'Scenario A',
				'Scenario A',
				'Scenario B',
				'Scenario C',
				'Scenario C',
			]);
			expect((await stat(await writeFileIn(first))).size).toBeGreaterThan(0);
			const { emulator } = first;
			const before = emulator.seedData.addItems(emulator.catalogue.appProject().id, { count: 2 });
			await first.stop();

			const second = await start();
			const list = await second.client.workflows.list();
			expect(list.map(({ name }) => name).sort()).toEqual([...names, MINE.name].sort());
			expect(list.filter(({ active }) => active)).toHaveLength(2);
			for (const name of ['receive', 'review'] as const) {
				const { id } = first.workflows[name];
				expect(second.workflows[name].id).toBe(id);
				const [trigger] = second.workflows[name].nodes;
				expect(trigger?.parameters.pollTimes).toMatchObject({ item: { length: 3 } });
			}
			expect(await second.client.credentials.test(second.credential)).toMatchObject({
				status: 'OK',
			});
			const rows = await readFile(join(second.filesFolder, 'photos.csv'), 'utf8');
			expect(rows).toContain(`${second.emulator.url}/_emulator/pictures/`);
			const project = second.emulator.catalogue.appProject().id;
			const after = second.emulator.seedData.addItems(project, { count: 2 });
			expect(new Set([...before, ...after]).size).toBe(4);
			expect(await runPool(second)).toMatchObject({
				...{ tasks: 300, solutions: 300, votes: 300 },
				...{ lost: 0, doubled: 0 },
			});
		},
		20 * MINUTES,
	);
});
