import { defineConfig } from 'vitest/config';

/** The nodes as they are built. n8n-core keeps state, so that each file has a process of its own. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest-built',
	test: {
		root: import.meta.dirname,
		include: ['{engine,properties,package}/**/*.test.mts'],
		globalSetup: './support/build.mts',
		maxWorkers: 2,
		minWorkers: 1,
		pool: 'forks',
		testTimeout: 120_000,
		hookTimeout: 60_000,
		allowOnly: false,
	},
});
