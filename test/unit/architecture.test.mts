import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryDir } from '../support/build.mts';
import type { Source } from './house.mts';
import { importCircle, violations } from './house.mts';

const FOLDERS = ['credentials', 'nodes', 'emulator', 'demo', 'test'];

const sources: Source[] = FOLDERS.flatMap((folder) =>
	readdirSync(join(repositoryDir, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.m?ts$/.test(path) && !path.split(sep).includes('node_modules'))
		.map((path) => ({
			path: [folder, ...path.split(sep)].join('/'),
			text: readFileSync(join(repositoryDir, folder, path), 'utf8'),
		})),
);

describe('the rules of the house', () => {
	it('hold in every source file', () => {
		expect(sources.length).toBeGreaterThan(100);
		expect(sources.flatMap(violations)).toEqual([]);
	});

	it('leave no circle of imports in what is published', () => {
		const published = sources.filter(({ path }) => /^(nodes|credentials)\//.test(path));
		expect(importCircle(published)).toBeUndefined();
	});

	it('keep every file at a length that can be read', () => {
		const long = sources.filter(({ text }) => text.split('\n').length > 301);
		expect(long.map(({ path }) => path)).toEqual([]);
	});
});

describe('the check itself finds', () => {
	const CORE = 'nodes/shared/core/retry.ts';
	const HOST = 'nodes/shared/host/state.ts';
	const NODE = 'nodes/TolokaPushItems/pushInput.ts';
	const CREDENTIAL = 'credentials/TolokaApi.credentials.ts';
	const EMULATOR = 'emulator/service/auth.mts';
	const TEST = 'test/unit/sample.test.mts';
	const anyType = ['a', 'ny'].join('');

	it.each([
		['core that knows n8n', CORE, "import { NodeApiError } from 'n8n-workflow';"],
		['core that knows its types', CORE, "import type { INode } from 'n8n-workflow';"],
		['core that reaches into host', CORE, "import { x } from '../host/errors';"],
		['core with crypto outside idempotency', CORE, "import { createHash } from 'crypto';"],
		['core that re-exports host', CORE, "export * from '../host/state';"],
		['core that requires', CORE, "const x = require('../host/errors');"],
		['core that imports late', CORE, "void import('fs');"],
		['core with a type from elsewhere', CORE, "type X = import('n8n-workflow').INode;"],
		['core that reads the clock', CORE, 'const now = Date.now();'],
		['core that reads the clock otherwise', CORE, 'const now = new Date();'],
		['core with chance in it', CORE, 'const chance = Math.random;'],
		['host that knows a node', HOST, "import { x } from '../../TolokaPushItems/fields';"],
		['host with another package', HOST, "import axios from 'axios';"],
		['host that sleeps on its own', HOST, "import { sleep as rest } from 'n8n-workflow';"],
		['a second way out', HOST, 'context.helpers.httpRequestWithAuthentication.call(context);'],
		['a node that knows another', NODE, "import { x } from '../TolokaCreateTaskSuites/fields';"],
		['a node that leaves nodes', NODE, "import { x } from '../../emulator/clock.mts';"],
		['a node with node modules', NODE, "import { readFile } from 'node:fs';"],
		['a credential that knows the host', CREDENTIAL, "import '../nodes/shared/host/errors';"],
		['an emulator that knows the nodes', EMULATOR, "import '../../nodes/shared/core/api.ts';"],
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
		['core → core', CORE, "import { clean } from './failures';"],
		['crypto in idempotency', 'nodes/shared/core/idempotency.ts', "import { x } from 'crypto';"],
		[
			'host → core, host, n8n',
			HOST,
			"import '../core/poll'; import './errors'; import 'n8n-workflow';",
		],
		['a node → host, core, own folder', NODE, "import '../shared/host/items'; import './fields';"],
		['a credential → addresses', CREDENTIAL, "import '../nodes/shared/core/addresses';"],
		['the emulator → its own and packages', EMULATOR, "import '../json.mts'; import 'fastify';"],
		['a test → anything', TEST, "import '../../nodes/shared/core/poll.ts'; import '../e2e/x.mts';"],
		['words in a text or comment', CORE, "// Date.now()\nconst x = 'Math.random';"],
	])('nothing wrong with %s', (_what, path, text) => {
		expect(violations({ path, text })).toEqual([]);
	});

	it('a circle of imports, also a long one, but not one of types', () => {
		const a = { path: 'nodes/a.ts', text: "import './b';" };
		const b = { path: 'nodes/b.ts', text: "import './c';" };
		const c = { path: 'nodes/c.ts', text: "export { x } from './a';" };
		expect(importCircle([a, b, c])).toEqual(['nodes/a', 'nodes/b', 'nodes/c', 'nodes/a']);
		const typed = { ...c, text: "import type { X } from './a';" };
		expect(importCircle([a, b, typed])).toBeUndefined();
	});
});
