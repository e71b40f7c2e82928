import { posix } from 'node:path';
import ts from 'typescript';

/** What a source file takes from elsewhere and mentions itself, as far as the house rules go. */
export interface Source {
	/** Path in the repository, with slashes. */
	path: string;
	text: string;
}

export interface Import {
	/** A path in the repository without its ending, or the name of a package. */
	target: string;
	isPackage: boolean;
	/** Only types come from there, nothing at run time. */
	isType: boolean;
	names: string[];
}

interface Facts {
	imports: Import[];
	/** `Date.now`, `Math.random`, `new Date()`, `it.skip` and the like. */
	expressions: Set<string>;
	identifiers: Set<string>;
	hasAny: boolean;
}

const CRYPTO_IN = [
	'nodes/shared/core/idempotency.ts',
	'nodes/shared/host/polling.ts',
	'nodes/shared/host/runIdentity.ts',
];
const AMBIENT = ['Date.now', 'Math.random', 'new Date()', 'performance.now'];
const SKIPPED = ['describe', 'it', 'test'].flatMap((call) =>
	['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails'].map((how) => `${call}.${how}`),
);
/** Put together here, so that this file does not break the rule itself. */
const SWITCHED_OFF = new RegExp(
	[
		['eslint', 'disable'],
		['ts', 'ignore'],
		['ts', 'nocheck'],
	]
		.map((words) => words.join('-'))
		.join('|'),
);

/** Everything in which a file breaks the rules of the house (docs in CONTRIBUTING). */
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
	if (path.startsWith('nodes/shared/core/')) return inFolder('nodes/shared/core');
	if (path.startsWith('nodes/shared/host/')) {
		return target === 'n8n-workflow' || inFolder('nodes/shared/core', 'nodes/shared/host');
	}
	if (path.startsWith('nodes/')) {
		const own = path.split('/').slice(0, 2).join('/');
		return target === 'n8n-workflow' || inFolder('nodes/shared/core', 'nodes/shared/host', own);
	}
	if (path.startsWith('credentials/')) {
		return target === 'n8n-workflow' || target === 'nodes/shared/core/addresses';
	}
	if (isPackage) return true;
	if (path.startsWith('emulator/')) return inFolder('emulator');
	return path.startsWith('test/') || !inFolder('test');
}

function importText({ target }: Import): string {
	return `imports ${target}`;
}

function mentions(path: string, { imports, expressions, identifiers, hasAny }: Facts): string[] {
	const broken: string[] = [];
	const shipped = path.startsWith('nodes/') || path.startsWith('credentials/');
	const helper = 'httpRequestWithAuthentication';
	if (shipped && identifiers.has(helper) && path !== 'nodes/shared/host/transport.ts') {
		broken.push(`uses ${helper}`);
	}
	const fromHost = imports.filter(({ target }) => target === 'n8n-workflow');
	const sleeps = fromHost.some(({ names }) => names.some((name) => name.startsWith('sleep')));
	if (sleeps && path !== 'nodes/shared/host/clock.ts') broken.push('uses sleep');
	const found = (among: string[]) => among.filter((one) => expressions.has(one));
	if (path.startsWith('nodes/shared/core/')) {
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
		if (node.kind === ts.SyntaxKind.AnyKeyword) facts.hasAny = true;
		ts.forEachChild(node, visit);
	};
	visit(file);
	return facts;
}

/** The module that an import, re-export, `require` or `import()` names. */
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
	const isType =
		clause?.isTypeOnly === true ||
		ts.isImportTypeNode(node) ||
		(ts.isExportDeclaration(node) && node.isTypeOnly);
	return { target, isPackage, isType, names };
}

/** Files that need each other at run time, the first found circle; undefined where there is none. */
export function importCircle(sources: Source[]): string[] | undefined {
	const edges = new Map<string, string[]>();
	for (const source of sources) {
		const needed = factsOf(source).imports.filter(({ isPackage, isType }) => !isPackage && !isType);
		edges.set(
			source.path.replace(/\.m?ts$/, ''),
			needed.map(({ target }) => target),
		);
	}
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
