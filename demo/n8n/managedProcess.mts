import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { guardGroup, releaseGroup } from './reaper.mts';

export interface ProcessOptions {
	/** Its name in messages, for example "n8n". */
	name: string;
	command: string;
	args: string[];
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** The user and group to run as; only root can choose. */
	user?: { uid: number; gid: number };
	/** Called with every line of its output. */
	onLine?: (line: string) => void;
	/** The signal that asks it to end; default: SIGTERM. */
	stopSignal?: NodeJS.Signals;
}

/** A process in its own process group, which never outlives this process. */
export interface ManagedProcess {
	readonly name: string;
	readonly pid: number;
	/** Resolves when the process has ended, with its exit code or signal as text. */
	readonly exited: Promise<string>;
	isRunning(): boolean;
	/** The last lines of its output. */
	logTail(lines?: number): string;
	/** Asks it to end; kills its whole group after the grace time. */
	stop(graceMs?: number): Promise<void>;
	/** Kills its whole group at once (SIGKILL). */
	kill(): Promise<void>;
}

const KEPT_LINES = 2_000;
const GRACE_MS = 20_000;

/** Starts a process and keeps the tail of its output. */
export async function startProcess(options: ProcessOptions): Promise<ManagedProcess> {
	const child = spawn(options.command, options.args, {
		cwd: options.cwd,
		env: options.env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		...options.user,
	});
	const log = collectLines(child, options.onLine);
	const pid = await started(child, options);
	guardGroup(pid);
	return manage(options, child, pid, log);
}

async function started(child: ChildProcess, options: ProcessOptions): Promise<number> {
	return await new Promise((resolve, reject) => {
		child.once('error', (error) =>
			reject(new Error(`${options.name} did not start: ${error.message}`, { cause: error })),
		);
		child.once('spawn', () => resolve(child.pid ?? 0));
	});
}

function manage(
	options: ProcessOptions,
	child: ChildProcess,
	pid: number,
	log: string[],
): ManagedProcess {
	const { name, stopSignal = 'SIGTERM' } = options;
	const exited = new Promise<string>((resolve) => {
		child.once('close', (code, signal) => {
			resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
		});
		child.once('exit', () => {
			killGroup(pid);
			releaseGroup(pid);
		});
	});
	const isRunning = () => child.exitCode === null && child.signalCode === null;
	const kill = async () => {
		if (isRunning()) killGroup(pid);
		await exited;
	};
	const stop = async (graceMs = GRACE_MS) => {
		if (isRunning()) child.kill(stopSignal);
		const timer = setTimeout(() => void kill(), graceMs);
		await exited;
		clearTimeout(timer);
	};
	const logTail = (lines = 60) => log.slice(-lines).join('\n');
	return { name, pid, exited, isRunning, logTail, stop, kill };
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
		if (!gone) throw error;
	}
}

function collectLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
	const log: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		if (stream === null) continue;
		createInterface({ input: stream }).on('line', (line) => {
			log.push(line);
			if (log.length > KEPT_LINES) log.shift();
			onLine?.(line);
		});
	}
	return log;
}
