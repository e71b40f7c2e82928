import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const repositoryDir = fileURLToPath(new URL('../../', import.meta.url));

/** Vitest's global setup: builds the package, because every suite runs the nodes from `dist`. */
export default function buildPackage(): void {
	execFileSync('npm', ['run', '--silent', 'build'], { cwd: repositoryDir, stdio: 'inherit' });
}
