import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint, type Linter } from 'eslint';

/**
 * The rules of n8n's package scanner, on files that are not published yet: its own configuration,
 * with inline switch-offs ignored. Prints every finding, warnings included.
 * A process of its own, because some of its rules find nothing inside the test runner.
 *
 * Arguments: a folder and the patterns of the files to look at.
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
