import { fork } from 'node:child_process';
import type { Failed, Measurement, Task } from '../task.mts';

/** The Node.js that runs n8n also runs the contestants, so that all use the same one. */
export interface ChildOptions {
	nodeBinary: string;
	/** Additional Node.js options, for example `--cpu-prof`. */
	nodeOptions?: string[];
}

/** Runs a contestant's module in its own process, whose output goes to standard error. */
export async function runInChild(
	module: URL,
	task: Task,
	{ nodeBinary, nodeOptions = [] }: ChildOptions,
): Promise<Measurement | Failed> {
	const child = fork(module, {
		execPath: nodeBinary,
		execArgv: [...nodeArguments(nodeBinary), '--expose-gc', ...nodeOptions],
		env: { ...process.env, NODE_EXTRA_CA_CERTS: task.certificate ?? '' },
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	const output: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (text: Buffer) => void output.push(String(text)));
	}
	return await new Promise((resolve, reject) => {
		let answer: Measurement | Failed | undefined;
		child.on('message', (message) => {
			if (message === 'ready') child.send(task);
			else answer = message as Measurement | Failed;
		});
		child.on('error', reject);
		child.on('close', (code, signal) => {
			const last = output.join('').trim().split('\n').slice(-3).join(' ');
			resolve(answer ?? { failed: `ended with ${signal ?? code}: ${last}` });
		});
	});
}

/**
 * Returns the arguments for running these files: n8n's Node.js 24 needs none, an older one a
 * loader.
 */
export function nodeArguments(nodeBinary: string): string[] {
	const isRunning = nodeBinary === process.execPath;
	const isOld = isRunning && Number(process.versions.node.split('.')[0]) < 24;
	return isOld ? ['--import', 'tsx'] : [];
}
