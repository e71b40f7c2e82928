import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';
import type { Source } from './house.mts';
import { folderCircle, importCircle, usedByOneNode, violations } from './house.mts';

const FOLDERS = ['credentials', 'nodes', 'emulator', 'demo', 'test'];

const sources: Source[] = FOLDERS.flatMap((folder) =>
	readdirSync(join(repositoryDir, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.m?ts$/.test(path) && !path.split(sep).includes('node_modules'))
		.map((path) => ({
			path: [folder, ...path.split(sep)].join('/'),
			text: readFileSync(join(repositoryDir, folder, path), 'utf8'),
		})),
);

describe('the house rules', () => {
	it('hold in every source file', () => {
		expect(sources.length).toBeGreaterThan(100);
		expect(sources.flatMap(violations)).toEqual([]);
	});

	it('allow no import cycle in published code', () => {
		const published = sources.filter(({ path }) => /^(nodes|credentials)\//.test(path));
		expect(importCircle(published)).toBeUndefined();
	});

	it('allow no cycle between the folders of shared code', () => {
		const shared = sources.filter(({ path }) => path.startsWith('nodes/shared/'));
		expect(folderCircle(shared)).toBeUndefined();
	});

	it('allow nothing under shared/n8n that only one node uses', () => {
		expect(usedByOneNode(sources)).toEqual([]);
	});

	it('limit the length of every file', () => {
		const long = sources.filter(({ text }) => text.split('\n').length > 301);
		expect(long.map(({ path }) => path)).toEqual([]);
	});
});

describe('docs/internals/architecture.md', () => {
	const page = readFileSync(join(repositoryDir, 'docs/internals/architecture.md'), 'utf8');
	const paths = new Set(sources.map(({ path }) => path));
	const isThere = (path: string) =>
		['nodes/shared/toloka', 'nodes/shared', 'nodes'].some((top) => paths.has(`${top}/${path}.ts`));

	it('names only files that exist in their rooms', () => {
		const rooms = [...page.matchAll(/^\| `(toloka\/\w+|shared\/n8n)` .*$/gm)];
		const named = rooms.flatMap(([row, room]) =>
			[...row.matchAll(/`([\w/]+)\.ts`/g)].map(([, file]) => `${room}/${file}`),
		);
		expect(rooms).toHaveLength(11);
		expect(named.length).toBeGreaterThan(40);
		expect(named.filter((path) => !isThere(path))).toEqual([]);
	});

	it('describes journeys through files that exist', () => {
		const [, journeys] = /^## Three journeys$([^]*?)^## /m.exec(page) ?? [];
		const named = [...journeys.matchAll(/`(\w+(?:\/\w+)+)(?:\.ts)?`/g)].map(([, path]) => path);
		expect(named.length).toBeGreaterThan(15);
		expect(named.filter((path) => !isThere(path))).toEqual([]);
	});
});

describe('the check finds', () => {
	const ROOM = 'nodes/shared/toloka/flow/split.ts';
	const SERVICE = 'nodes/shared/toloka/service/retry.ts';
	const N8N = 'nodes/shared/n8n/mapping.ts';
	const NODE = 'nodes/TolokaPushItems/pushItems.ts';
	const CREDENTIAL = 'credentials/TolokaApi.credentials.ts';
	const EMULATOR = 'emulator/service/auth.mts';
	const TEST = 'test/unit/sample.test.mts';
	const anyType = ['a', 'ny'].join('');

	it.each([
		['a room that knows n8n', ROOM, "import { NodeApiError } from 'n8n-workflow';"],
		['a room that knows its types', ROOM, "import type { INode } from 'n8n-workflow';"],
		['a room that reaches into n8n', ROOM, "import { x } from '../../n8n/errors';"],
		['a room with crypto outside keys', ROOM, "import { createHash } from 'crypto';"],
		['a room that re-exports n8n', ROOM, "export * from '../../n8n/mapping';"],
		['a room that requires', ROOM, "const x = require('../../n8n/errors');"],
		['a room that imports late', ROOM, "void import('fs');"],
		['a room with a type from elsewhere', ROOM, "type X = import('n8n-workflow').INode;"],
		['a room that reads the clock', ROOM, 'const now = Date.now();'],
		['a room that reads the clock otherwise', ROOM, 'const now = new Date();'],
		['a room with chance in it', ROOM, 'const chance = Math.random;'],
		['n8n that knows a node', N8N, "import { x } from '../../TolokaPushItems/fields';"],
		['n8n with another package', N8N, "import axios from 'axios';"],
		['n8n that sleeps on its own', N8N, "import { sleep as rest } from 'n8n-workflow';"],
		['a second way out', N8N, 'context.helpers.httpRequestWithAuthentication.call(context);'],
		['a guard beside isFailure', NODE, 'const is = failure instanceof TolokaFailure;'],
		['a room that uses a higher floor', ROOM, "import type { Pool } from '../pools/pools';"],
		['a room that uses one on its own floor', SERVICE, "import '../fields/check';"],
		['a room that no floor has', 'nodes/shared/toloka/utils/x.ts', "import '../values/times';"],
		['a node that knows another', NODE, "import { x } from '../TolokaCreateTaskSuites/fields';"],
		['a node that leaves nodes', NODE, "import { x } from '../../emulator/clock.mts';"],
		['a node with node modules', NODE, "import { readFile } from 'node:fs';"],
		['a credential that knows the host', CREDENTIAL, "import '../nodes/shared/n8n/errors';"],
		[
			'an emulator that knows the nodes',
			EMULATOR,
			"import '../../nodes/shared/toloka/values/times.ts';",
		],
		['an emulator that knows a credential', EMULATOR, "import '../../credentials/x.ts';"],
		['a demo that knows the tests', 'demo/run.mts', "import '../test/support/build.mts';"],
		['a skipped test', TEST, "it.skip('later', () => undefined);"],
		['a lonely test', TEST, "describe.only('this', () => undefined);"],
		['an inline switch-off', NODE, `// ${['eslint', 'disable'].join('-')}-next-line`],
		['an ignored type error', TEST, `// @${['ts', 'ignore'].join('-')}`],
		[`a cast to ${anyType}`, TEST, `const x = y as ${anyType};`],
		[`a list of ${anyType}`, NODE, `const x: ${anyType}[] = [];`],
	])('%s', (_what, path, text) => {
		expect(violations({ path, text })).toHaveLength(1);
	});

	it.each([
		[
			'a room → itself and lower floors',
			ROOM,
			"import './clock'; import '../service/retry'; import '../values/times';",
		],
		['crypto in keys', 'nodes/shared/toloka/values/keys.ts', "import { x } from 'crypto';"],
		[
			'n8n → rooms, n8n, its package',
			N8N,
			"import '../toloka/items/poll'; import './errors'; import 'n8n-workflow';",
		],
		['a node → n8n, rooms, own folder', NODE, "import '../shared/n8n/outputs'; import './fields';"],
		['a credential → addresses', CREDENTIAL, "import '../nodes/shared/toloka/service/access';"],
		['the emulator → its own and packages', EMULATOR, "import '../json.mts'; import 'fastify';"],
		[
			'a test → anything',
			TEST,
			"import '../../nodes/shared/toloka/items/poll.ts'; import '../e2e/x.mts';",
		],
		['words in a text or comment', ROOM, "// Date.now()\nconst x = 'Math.random';"],
	])('nothing wrong with %s', (_what, path, text) => {
		expect(violations({ path, text })).toEqual([]);
	});

	it('what only one node uses under shared/n8n, even through another file', () => {
		const shared = [
			{ path: 'nodes/shared/n8n/a.ts', text: "import type { B } from './b';" },
			{ path: 'nodes/shared/n8n/b.ts', text: '' },
			{ path: 'nodes/TolokaA/x.ts', text: "import '../shared/n8n/a';" },
		];
		expect(usedByOneNode(shared)).toEqual(['nodes/shared/n8n/a', 'nodes/shared/n8n/b']);
		const other = { path: 'nodes/TolokaB/y.ts', text: "import '../shared/n8n/b';" };
		expect(usedByOneNode([...shared, other])).toEqual(['nodes/shared/n8n/a']);
	});

	it('an import cycle, even a long one or one of types', () => {
		const a = { path: 'nodes/a.ts', text: "import './b';" };
		const b = { path: 'nodes/b.ts', text: "import './c';" };
		const c = { path: 'nodes/c.ts', text: "export { x } from './a';" };
		expect(importCircle([a, b, c])).toEqual(['nodes/a', 'nodes/b', 'nodes/c', 'nodes/a']);
		const typed = { ...c, text: "import type { X } from './a';" };
		expect(importCircle([a, b, typed])).toHaveLength(4);
		expect(importCircle([a, b])).toBeUndefined();
	});

	it('a cycle between folders whose files import in one direction', () => {
		const upper = { path: 'nodes/a/one.ts', text: "import '../b/one';" };
		const lower = { path: 'nodes/b/two.ts', text: "import '../a/two';" };
		expect(folderCircle([upper, lower])).toEqual(['nodes/a', 'nodes/b', 'nodes/a']);
		expect(folderCircle([upper])).toBeUndefined();
	});
});
