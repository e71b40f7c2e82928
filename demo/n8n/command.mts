import { startProcess, type ProcessOptions } from './managedProcess.mts';

/** A command could not be started, or it failed. */
export class CommandError extends Error {
	/** Whether the program itself is missing. */
	readonly notFound: boolean;

	constructor(message: string, options: { cause?: unknown; notFound?: boolean } = {}) {
		super(message, { cause: options.cause });
		this.notFound = options.notFound ?? false;
	}
}

/** Runs a command to its end and returns its standard output and error. */
export async function runCommand(
	command: string,
	args: string[],
	options: Pick<ProcessOptions, 'cwd' | 'env' | 'user' | 'onLine'> = {},
): Promise<string> {
	const lines: string[] = [];
	const onLine = (line: string) => {
		lines.push(line);
		options.onLine?.(line);
	};
	const spoken = [command, ...args].join(' ');
	const running = await startProcess({ ...options, name: spoken, command, args, onLine }).catch(
		(error: unknown) => {
			throw failedToStart(command, error);
		},
	);
	const end = await running.exited;
	if (end !== 'exit code 0') {
		throw new CommandError(`"${spoken}" ended with ${end}:\n${running.logTail(30)}`);
	}
	return lines.join('\n');
}

/** Whether a program can be started. */
export async function isInstalled(command: string): Promise<boolean> {
	try {
		await runCommand(command, ['--version']);
		return true;
	} catch (error) {
		return !(error instanceof CommandError && error.notFound);
	}
}

function failedToStart(command: string, error: unknown): CommandError {
	const system = error instanceof Error ? error.cause : undefined;
	const notFound = system instanceof Error && 'code' in system && system.code === 'ENOENT';
	const reason = error instanceof Error ? error.message : String(error);
	return new CommandError(notFound ? `The program "${command}" was not found.` : reason, {
		cause: error,
		notFound,
	});
}
