import { defineConfig } from 'vitest/config';

/** Everything that needs no n8n server; the suites in `e2e` have a configuration of their own. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest',
	test: {
		root: import.meta.dirname,
		include: ['{unit,emulator,engine,properties,package}/**/*.test.mts'],
		globalSetup: './support/build.mts',
		fileParallelism: true,
		maxWorkers: 2,
		minWorkers: 1,
		pool: 'forks',
		testTimeout: 120_000,
		hookTimeout: 60_000,
		allowOnly: false,
	},
});
