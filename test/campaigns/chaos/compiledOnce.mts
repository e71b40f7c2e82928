import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { runInThisContext } from 'node:vm';

type Wrapper = (
	exports: unknown,
	require: NodeJS.Require,
	module: NodeJS.Module,
	file: string,
	folder: string,
) => void;

/**
 * Compiles every file under `folder` only once; it still runs again each time it is loaded again.
 */
export function compileOnce(folder: string): void {
	const { extensions } = createRequire(import.meta.url);
	const load = extensions['.js']!;
	const compiled = new Map<string, Wrapper>();
	extensions['.js'] = (module, filename) => {
		if (!filename.startsWith(folder)) return load(module, filename);
		const run = compiled.get(filename) ?? compile(filename);
		compiled.set(filename, run);
		const require = Object.assign(module.require.bind(module), createRequire(filename));
		run.call(module.exports, module.exports, require, module, filename, dirname(filename));
	};
}

function compile(filename: string): Wrapper {
	return runInThisContext(Module.wrap(readFileSync(filename, 'utf8')), { filename }) as Wrapper;
}
