import { defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

/** Suites that start real n8n servers: one file at a time, with timeouts for slow machines. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest-e2e',
	test: {
		root: import.meta.dirname,
		include: ['e2e/**/*.test.mts'],
		globalSetup: './support/build.mts',
		fileParallelism: false,
		pool: 'forks',
		testTimeout: 10 * MINUTE_MS,
		hookTimeout: 20 * MINUTE_MS,
		allowOnly: false,
	},
});
