import { ESLint } from 'eslint';
import { repositoryDir } from './support/build.mts';

/**
 * Runs n8n's stock configuration again as n8n's reviewers do: every warning counts and inline
 * switch-offs are ignored. `n8n-node lint` does not report how many files it checked.
 */
const eslint = new ESLint({ cwd: repositoryDir, allowInlineConfig: false });
const results = await eslint.lintFiles(['.']);
const problems = results.reduce((sum, { messages }) => sum + messages.length, 0);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
console.log(`eslint: ${problems} problems in ${results.length} files`);
const looked = ['nodes/', 'credentials/', 'package.json'].every((part) =>
	results.some(({ filePath }) => filePath.includes(part)),
);
if (!looked) console.log('eslint did not check the nodes, the credentials and package.json');
process.exitCode = problems === 0 && looked ? 0 : 1;
