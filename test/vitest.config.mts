import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		root: import.meta.dirname,
		globalSetup: './support/build.mts',
		fileParallelism: true,
		maxWorkers: 2,
		minWorkers: 1,
		pool: 'forks',
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
