import { defineConfig } from 'vitest/config';

/** In the real n8n: one file at a time, as each starts servers of its own. */
export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ['e2e/**/*.test.mts'],
		fileParallelism: false,
		pool: 'forks',
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
