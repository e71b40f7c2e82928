import { defineConfig } from 'vitest/config';
import plain from './vitest.config.mts';

/** The nodes as they are built. n8n-core keeps state, so that each file has a process of its own. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest-built',
	test: {
		...plain.test,
		include: ['{engine,properties,volume,package}/**/*.test.mts'],
		globalSetup: './support/build.mts',
		isolate: true,
	},
});
