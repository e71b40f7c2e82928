import { ESLint } from 'eslint';
import { repositoryDir } from './support/build.mts';

/**
 * n8n's stock configuration once more, with every warning counted and every inline switch-off
 * ignored, as n8n's reviewers run it. `n8n-node lint` says nothing about how much it looked at.
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
if (!looked) console.log('eslint did not look at the nodes, the credentials and package.json');
process.exitCode = problems === 0 && looked ? 0 : 1;
