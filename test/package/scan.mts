import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint, type Linter } from 'eslint';

/**
 * Applies the rules of n8n's package scanner to unpublished files: its own configuration, with
 * inline switch-offs ignored. Prints every finding, including warnings. Runs in its own process
 * because some rules find nothing inside the test runner.
 *
 * Arguments: a folder, and the patterns of the files to check.
 */
export interface Scan {
	files: string[];
	findings: string[];
}

interface Scanner {
	buildScanConfig(): Promise<Linter.Config[]>;
	SOURCE_FILE_PATTERNS: string[];
}

const path = createRequire(import.meta.url).resolve(
	'@n8n/scan-community-package/scanner/scanner.mjs',
);
const scanner = (await import(pathToFileURL(path).href)) as Scanner;
const [folder, ...patterns] = process.argv.slice(2);
const eslint = new ESLint({
	cwd: folder,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await scanner.buildScanConfig(),
});
const results = await eslint.lintFiles(
	patterns.length > 0 ? patterns : scanner.SOURCE_FILE_PATTERNS,
);
const scan: Scan = {
	files: results.map(({ filePath }) => relative(folder, filePath)),
	findings: results.flatMap(({ filePath, messages }) =>
		messages.map(
			({ line, ruleId, message }) => `${relative(folder, filePath)}:${line} ${ruleId}: ${message}`,
		),
	),
};
process.stdout.write(JSON.stringify(scan));
