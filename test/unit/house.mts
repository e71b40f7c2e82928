import { posix } from 'node:path';
import ts from 'typescript';

/** A source file to be checked against the house rules. */
export interface Source {
	/** Path in the repository, with slashes. */
	path: string;
	text: string;
}

interface Import {
	/** A path in the repository without its extension, or the name of a package. */
	target: string;
	isPackage: boolean;
	names: string[];
}

interface Facts {
	imports: Import[];
	/** For example `Date.now`, `Math.random`, `new Date()`, `it.skip`. */
	expressions: Set<string>;
	identifiers: Set<string>;
	hasAny: boolean;
}

const CRYPTO_IN = [
	'nodes/shared/toloka/values/keys.ts',
	'nodes/shared/n8n/polling/processId.ts',
	'nodes/shared/n8n/execution/runIdentity.ts',
];
/**
 * The rooms of `nodes/shared/toloka` from the lowest floor up: a room may use itself and lower
 * floors.
 */
const FLOORS = [
	['values'],
	['service', 'fields'],
	['flow'],
	['pools'],
	['items', 'operations'],
	['suites', 'assignments'],
	['solutions'],
];
const AMBIENT = ['Date.now', 'Math.random', 'new Date()', 'performance.now'];
/** Only `isFailure` may contain it. */
const GUARD = 'instanceof TolokaFailure';
const SKIPPED = ['describe', 'it', 'test'].flatMap((call) =>
	['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails'].map((how) => `${call}.${how}`),
);
/** Assembled here so that this file does not break the rule itself. */
const SWITCHED_OFF = new RegExp(
	[
		['eslint', 'disable'],
		['ts', 'ignore'],
		['ts', 'nocheck'],
	]
		.map((words) => words.join('-'))
		.join('|'),
);

/** Lists how a file breaks the house rules (docs/internals/architecture.md). */
export function violations(source: Source): string[] {
	const facts = factsOf(source);
	const broken = [
		...facts.imports.filter((one) => !mayImport(source.path, one)).map(importText),
		...mentions(source.path, facts),
	];
	if (SWITCHED_OFF.test(source.text)) broken.push('switches a check off');
	return broken.map((what) => `${source.path} ${what}`);
}

function mayImport(path: string, { target, isPackage }: Import): boolean {
	const inFolder = (...folders: string[]) => folders.some((one) => target.startsWith(`${one}/`));
	if (isPackage && target === 'crypto' && CRYPTO_IN.includes(path)) return true;
	const room = roomOf(path);
	if (room !== undefined) return !isPackage && mayUse(room, roomOf(target));
	if (path.startsWith('nodes/shared/n8n/')) {
		return target === 'n8n-workflow' || inFolder('nodes/shared/toloka', 'nodes/shared/n8n');
	}
	if (path.startsWith('nodes/')) {
		const own = path.split('/').slice(0, 2).join('/');
		return target === 'n8n-workflow' || inFolder('nodes/shared/toloka', 'nodes/shared/n8n', own);
	}
	if (path.startsWith('credentials/')) {
		return target === 'n8n-workflow' || target === 'nodes/shared/toloka/service/access';
	}
	if (isPackage) return true;
	if (path.startsWith('emulator/')) return inFolder('emulator');
	return path.startsWith('test/') || !inFolder('test');
}

/** Returns the room of a file under `nodes/shared/toloka`; undefined for other files. */
function roomOf(path: string): string | undefined {
	return /^nodes\/shared\/toloka\/([^/]+)\//.exec(path)?.[1];
}

function mayUse(room: string, used: string | undefined): boolean {
	const floorOf = (name: string | undefined) =>
		FLOORS.findIndex((floor) => name !== undefined && floor.includes(name));
	return room === used || (floorOf(used) >= 0 && floorOf(used) < floorOf(room));
}

function importText({ target }: Import): string {
	return `imports ${target}`;
}

function mentions(path: string, { imports, expressions, identifiers, hasAny }: Facts): string[] {
	const broken: string[] = [];
	const shipped = path.startsWith('nodes/') || path.startsWith('credentials/');
	const helper = 'httpRequestWithAuthentication';
	if (shipped && identifiers.has(helper) && path !== 'nodes/shared/n8n/transport/transport.ts') {
		broken.push(`uses ${helper}`);
	}
	const fromHost = imports.filter(({ target }) => target === 'n8n-workflow');
	const sleeps = fromHost.some(({ names }) => names.some((name) => name.startsWith('sleep')));
	if (sleeps && path !== 'nodes/shared/n8n/clock.ts') broken.push('uses sleep');
	const guards = shipped && path !== 'nodes/shared/toloka/service/failures.ts';
	if (guards && expressions.has(GUARD)) broken.push(`uses ${GUARD}`);
	const found = (among: string[]) => among.filter((one) => expressions.has(one));
	if (path.startsWith('nodes/shared/toloka/')) {
		broken.push(...found(AMBIENT).map((what) => `uses ${what}`));
	}
	if (path.startsWith('test/')) broken.push(...found(SKIPPED).map((what) => `uses ${what}`));
	if (hasAny) broken.push('uses the type any');
	return broken;
}

export function factsOf({ path, text }: Source): Facts {
	const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	const facts: Facts = {
		imports: [],
		expressions: new Set(),
		identifiers: new Set(),
		hasAny: false,
	};
	const visit = (node: ts.Node): void => {
		const specifier = specifierOf(node);
		if (specifier !== undefined) facts.imports.push(importOf(path, node, specifier));
		if (ts.isIdentifier(node)) facts.identifiers.add(node.text);
		if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
			facts.expressions.add(`${node.expression.text}.${node.name.text}`);
		}
		if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && !node.arguments?.length) {
			facts.expressions.add(`new ${node.expression.text}()`);
		}
		if (
			ts.isBinaryExpression(node) &&
			node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
		) {
			facts.expressions.add(`instanceof ${node.right.getText(file)}`);
		}
		if (node.kind === ts.SyntaxKind.AnyKeyword) facts.hasAny = true;
		ts.forEachChild(node, visit);
	};
	visit(file);
	return facts;
}

/** Returns the module that an import, re-export, `require` or `import()` names. */
function specifierOf(node: ts.Node): string | undefined {
	if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
		return textOf(node.moduleSpecifier);
	}
	if (ts.isExternalModuleReference(node)) return textOf(node.expression);
	if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
		return textOf(node.argument.literal);
	}
	if (!ts.isCallExpression(node)) return undefined;
	const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
	const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
	return isImport || isRequire ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
	return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function importOf(path: string, node: ts.Node, specifier: string): Import {
	const isPackage = !specifier.startsWith('.');
	const joined = posix.join(posix.dirname(path), specifier).replace(/\.(ts|mts|js|mjs)$/, '');
	const target = isPackage ? specifier.replace(/^node:/, '') : joined;
	const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
	const named = clause?.namedBindings;
	const names =
		named !== undefined && ts.isNamedImports(named)
			? named.elements.map((one) => (one.propertyName ?? one.name).text)
			: [];
	return { target, isPackage, names };
}

/** Maps each file, without its extension, to the files that it imports, including type imports. */
function importEdges(sources: Source[]): Map<string, string[]> {
	return new Map(
		sources.map((source) => [
			source.path.replace(/\.m?ts$/, ''),
			factsOf(source)
				.imports.filter(({ isPackage }) => !isPackage)
				.map(({ target }) => target),
		]),
	);
}

/** Lists files under `nodes/shared/n8n` that fewer than two nodes use, directly or indirectly. */
export function usedByOneNode(sources: Source[]): string[] {
	const edges = importEdges(sources);
	const users = new Map<string, Set<string>>();
	const visit = (path: string, node: string): void => {
		for (const target of edges.get(path) ?? []) {
			if (!target.startsWith('nodes/shared/n8n/') || users.get(target)?.has(node)) continue;
			users.set(target, (users.get(target) ?? new Set()).add(node));
			visit(target, node);
		}
	};
	for (const path of edges.keys()) {
		const node = /^nodes\/(Toloka[^/]*)\//.exec(path)?.[1];
		if (node !== undefined) visit(path, node);
	}
	return [...edges.keys()].filter(
		(path) => path.startsWith('nodes/shared/n8n/') && (users.get(path)?.size ?? 0) < 2,
	);
}

/** Returns the first import cycle found, type imports included; undefined if there is none. */
export function importCircle(sources: Source[]): string[] | undefined {
	return circleIn(importEdges(sources));
}

/** Like `importCircle`, but of folders: each imports only from folders below it. */
export function folderCircle(sources: Source[]): string[] | undefined {
	const edges = new Map<string, string[]>();
	for (const [path, targets] of importEdges(sources)) {
		const folder = posix.dirname(path);
		const others = targets.map((target) => posix.dirname(target)).filter((one) => one !== folder);
		edges.set(folder, [...(edges.get(folder) ?? []), ...others]);
	}
	return circleIn(edges);
}

function circleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
	const done = new Set<string>();
	const follow = (path: string, trail: string[]): string[] | undefined => {
		if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
		if (done.has(path)) return undefined;
		for (const next of edges.get(path) ?? []) {
			const circle = follow(next, [...trail, path]);
			if (circle !== undefined) return circle;
		}
		done.add(path);
		return undefined;
	};
	for (const path of edges.keys()) {
		const circle = follow(path, []);
		if (circle !== undefined) return circle;
	}
	return undefined;
}
