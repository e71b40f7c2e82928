import { defineConfig } from 'vitest/config';
import plain from './vitest.config.mts';

/** Tests of the built nodes. n8n-core keeps state, so each file gets its own process. */
export default defineConfig({
	cacheDir: '../node_modules/.cache/vitest-built',
	test: {
		...plain.test,
		include: ['{engine,properties,volume,package}/**/*.test.mts'],
		globalSetup: './support/build.mts',
		isolate: true,
	},
});
