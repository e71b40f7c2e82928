import { defineConfig } from 'vitest/config';

/** The rooms and the emulator: files run one after the other in their worker's process. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest',
	test: {
		root: import.meta.dirname,
		include: ['{unit,emulator}/**/*.test.mts'],
		isolate: false,
		maxWorkers: 2,
		minWorkers: 1,
		pool: 'forks',
		testTimeout: 120_000,
		hookTimeout: 60_000,
		allowOnly: false,
	},
});
