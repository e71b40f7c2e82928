import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';
import { tempFolder } from '../support/tempFolder.mts';
import { factsOf } from '../unit/house.mts';
import { jsonOf } from './command.mts';
import type { Loaded } from './load.mts';
import type { Packed } from './packed.mts';
import { classNameOf, installTarball, packPackage } from './packed.mts';
import type { Scan } from './scan.mts';

const MINUTE_MS = 60_000;
const TRIGGERS = ['tolokaPollFinishedItemsTrigger', 'tolokaPoolTrigger'];

let packed: Packed;
let declared: string[];

beforeAll(async () => {
	packed = await packPackage();
	declared = [...packed.manifest.n8n.nodes, ...packed.manifest.n8n.credentials];
}, 5 * MINUTE_MS);

const textOf = (path: string) => readFileSync(join(packed.unpackedDir, path), 'utf8');
const firstLower = (text: string) => text[0].toLowerCase() + text.slice(1);

describe('the tarball', () => {
	it('contains only the built files and the documents', () => {
		const papers = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];
		const others = packed.files.filter(
			(path) => !papers.includes(path) && !/^dist\/(nodes|credentials)\//.test(path),
		);
		expect(others).toEqual([]);
		expect(packed.files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
	});

	it('contains no tests, sources or build leftovers', () => {
		const kinds = packed.files
			.filter((path) => path.startsWith('dist/'))
			.filter((path) => !/(\.js|\.svg|\.node\.json|\/__schema__\/.+\.json)$/.test(path));
		expect(kinds).toEqual([]);
		expect(packed.files.filter((path) => /\.(test|spec)\.|\/test\//.test(path))).toEqual([]);
	});

	it('contains every file that package.json declares, with a class named like the file', () => {
		expect(packed.manifest.n8n.nodes).toHaveLength(7);
		expect(packed.manifest.n8n.credentials).toHaveLength(1);
		for (const path of declared) {
			expect(packed.files).toContain(path);
			expect(textOf(path)).toMatch(new RegExp(`exports\\.${classNameOf(path)} = `));
		}
	});

	it('declares every node and credential that it contains', () => {
		const found = packed.files.filter((path) => /\.(node|credentials)\.js$/.test(path));
		expect([...found].sort()).toEqual([...declared].sort());
	});

	it('has a codex file for every node, with the node’s own name', () => {
		for (const path of packed.manifest.n8n.nodes) {
			const codexPath = path.replace(/\.js$/, '.json');
			expect(packed.files).toContain(codexPath);
			const codex = JSON.parse(textOf(codexPath)) as Record<string, unknown>;
			const name = firstLower(classNameOf(path));
			expect(codex).toMatchObject({
				node: `${packed.manifest.name}.${name}`,
				nodeVersion: '1.0',
				codexVersion: '1.0',
				categories: expect.arrayContaining([expect.any(String)]) as string[],
			});
		}
	});

	it('requires nothing but itself, n8n-workflow and crypto', () => {
		const needed = packed.files
			.filter((path) => path.endsWith('.js'))
			.flatMap((path) => factsOf({ path, text: textOf(path) }).imports);
		const packages = new Set(needed.filter((one) => one.isPackage).map(({ target }) => target));
		expect([...packages].sort()).toEqual(['crypto', 'n8n-workflow']);
		for (const { target } of needed.filter((one) => !one.isPackage)) {
			expect(packed.files).toContain(`${target}.js`);
		}
	});
});

describe('package.json', () => {
	it('requires n8n-workflow and has no dependencies', () => {
		const { manifest } = packed;
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		for (const key of [
			'dependencies',
			'optionalDependencies',
			'bundledDependencies',
			'bundleDependencies',
			'overrides',
		]) {
			expect(manifest).not.toHaveProperty(key);
		}
	});

	it('runs nothing on the machine that installs it', () => {
		const forbidden = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
		expect(Object.keys(packed.manifest.scripts).filter((name) => forbidden.includes(name))).toEqual(
			[],
		);
	});
});

describe('the installed package', () => {
	let loaded: Loaded;
	let installedDir: string;

	beforeAll(async () => {
		const modules = await installTarball(packed.tarball);
		installedDir = join(modules, packed.manifest.name);
		// As in n8n, where n8n-workflow is installed next to n8n itself.
		const env = { ...process.env, NODE_PATH: join(repositoryDir, 'node_modules') };
		loaded = await jsonOf<Loaded>('./load.mts', [installedDir], { cwd: dirname(modules), env });
	}, 5 * MINUTE_MS);

	it('shows its nodes, version 1, all with the credential', () => {
		const face = loaded.nodes.map(({ name, displayName, versions, credentials }) => ({
			name,
			displayName,
			versions,
			credentials,
		}));
		const node = (name: string, displayName: string) => ({
			name,
			displayName,
			versions: [1],
			credentials: ['tolokaApi'],
		});
		expect(face.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
			node('toloka', 'Toloka'),
			node('tolokaCreateTaskSuites', 'Toloka Create Task Suites'),
			node('tolokaGetAggregatedSolutions', 'Toloka Get Aggregated Solutions'),
			node('tolokaPollFinishedItemsTrigger', 'Toloka Poll Finished Items Trigger'),
			node('tolokaPoolTrigger', 'Toloka Pool Trigger'),
			node('tolokaPushItems', 'Toloka Push Items'),
			node('tolokaWaitForOperation', 'Toloka Wait for Operation'),
		]);
	});

	it('relates each node to other nodes of the package, for n8n’s builder', () => {
		const known = loaded.nodes.map(({ name }) => `${packed.manifest.name}.${name}`);
		for (const { related } of loaded.nodes) {
			expect(related.length).toBeGreaterThan(0);
			expect(known).toEqual(expect.arrayContaining(related));
		}
	});

	it('offers all nodes except the triggers as tools', () => {
		for (const { name, isTool, polls, inputs } of loaded.nodes) {
			expect({ name, isTool, polls }).toEqual({
				name,
				isTool: !TRIGGERS.includes(name),
				polls: TRIGGERS.includes(name),
			});
			expect(inputs).toHaveLength(TRIGGERS.includes(name) ? 0 : 1);
		}
	});

	it('shows the credential, which authenticates and can be tested', () => {
		expect(loaded.credentials).toEqual([
			expect.objectContaining({
				name: 'tolokaApi',
				displayName: 'Toloka API',
				authenticates: true,
				isTested: true,
			}),
		]);
	});

	it('contains the icons that its nodes and credential name', () => {
		const served = `icons/${packed.manifest.name}/`;
		for (const { iconUrl } of [...loaded.nodes, ...loaded.credentials]) {
			const urls = Object.values(iconUrl as { light: string; dark: string });
			expect(urls).toHaveLength(2);
			for (const url of urls) {
				expect(url.startsWith(served)).toBe(true);
				expect(textOf(url.slice(served.length))).toContain('<svg');
			}
		}
	});

	it('is found in the panel by category, by the services, and by the objects of each node', () => {
		const services = ['Yandex Tasks', 'Толока', 'Яндекс Задания'];
		const english = ['labeling', 'labelling', 'people', 'performers'];
		// n8n finds “labels” by “label”, but not the other way around.
		const plurals = ['labels', 'annotations', 'human-in-the-loop', 'label images', 'Toloka API'];
		const words = [...english, ...plurals, 'разметка', 'аннотация', 'модерация', 'асессоры'];
		for (const { categories, aliases, subjects } of loaded.nodes) {
			expect(categories.length).toBeGreaterThan(0);
			expect(aliases).toEqual(expect.arrayContaining([...services, ...words, ...subjects]));
		}
		expect(loaded.nodes.flatMap(({ subjects }) => subjects)).toContain('batch');
		const ofPools = loaded.nodes.filter(({ aliases }) => aliases.includes('pool'));
		expect(ofPools.map(({ name }) => name)).toContain('tolokaCreateTaskSuites');
		for (const { aliases } of ofPools) expect(aliases).toContain('task pools');
		const ofAssignments = loaded.nodes.filter(({ aliases }) => aliases.includes('assignment'));
		expect(ofAssignments.map(({ name }) => name)).toContain('tolokaPoolTrigger');
		for (const { aliases } of ofAssignments) expect(aliases).toContain('assignments');
	});
});

describe('n8n’s package scanner, with inline switch-offs ignored', () => {
	async function scan(folder: string, ...patterns: string[]): Promise<Scan> {
		// Some rules behave differently if they detect a test environment.
		const env = { ...process.env, NODE_ENV: 'production', TMPDIR: await tempFolder('scan') };
		return await jsonOf<Scan>('./scan.mts', [folder, ...patterns], { cwd: folder, env });
	}

	it('finds nothing in the sources', async () => {
		const { files, findings } = await scan(packed.sourceDir);
		expect(files).toContain('package.json');
		expect(files.filter((path) => path.endsWith('.node.ts'))).toHaveLength(7);
		expect(files).toContain('credentials/TolokaApi.credentials.ts');
		expect(findings).toEqual([]);
	});

	it('finds nothing in the tarball', async () => {
		const { files, findings } = await scan(packed.unpackedDir, '**/*.js', 'package.json');
		expect(files.length).toBeGreaterThan(20);
		expect(findings).toEqual([]);
	});

	it('would find problems with each of its two sets of rules', async () => {
		const folder = await tempFolder('bad');
		const write = async (path: string, text: string) => {
			await mkdir(dirname(join(folder, path)), { recursive: true });
			await writeFile(join(folder, path), text);
		};
		const source = `import { readFileSync } from 'fs';
		/* ${['eslint', 'disable'].join('-')} */
		export class Bad { description = { displayName: 'Bad', name: 'Bad ', icon: 'file:bad.svg',
			properties: [{ displayName: 'Limit', name: 'limit', type: 'number', default: 5,
			description: 'read ' + readFileSync('x') }, { displayName: 'some field', name: 'x',
			type: 'boolean', default: false, description: 'If it is so.' }] }; }`;
		await write('nodes/Bad/Bad.node.ts', source);
		await write('package.json', JSON.stringify({ name: 'bad', dependencies: { axios: '1' } }));
		const { findings } = await scan(folder);
		expect(findings.some((text) => text.includes('@n8n/community-nodes/'))).toBe(true);
		expect(findings.some((text) => text.includes(' n8n-nodes-base/'))).toBe(true);
	});
});
