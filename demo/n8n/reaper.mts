import { spawn, type ChildProcess } from 'node:child_process';

/*
 * A small shell outside our process group that remembers our process groups and folders. When this
 * process ends, even by kill -9, the shell's standard input closes, and it kills the groups and
 * removes the folders.
 */
const SCRIPT = `
groups=
while read -r verb rest; do
	kept=
	for each in $groups; do [ "$each" = "$rest" ] || kept="$kept $each"; done
	case $verb in
		add) groups="$kept $rest" ;;
		drop) groups=$kept ;;
		folder) set -- "$@" "$rest" ;;
	esac
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
for each in "$@"; do rm -rf "$each"; done
`;

let shell: ChildProcess | undefined;

function reaper(): ChildProcess {
	if (shell !== undefined) return shell;
	const child = spawn('sh', ['-c', SCRIPT], {
		cwd: '/',
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.unref();
	child.on('exit', () => {
		shell = undefined;
	});
	shell = child;
	return child;
}

/** Makes the process group end when this process does. */
export function guardGroup(group: number): void {
	tell('add', group);
}

/** Forgets a process group that has ended, since its number may be reused. */
export function releaseGroup(group: number): void {
	tell('drop', group);
}

/** Makes the folder be removed when this process ends. */
export function guardFolder(folder: string): void {
	tell('folder', folder);
}

function tell(verb: 'add' | 'drop' | 'folder', what: number | string): void {
	const { stdin } = reaper();
	stdin?.write(`${verb} ${what}\n`);
	if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}
