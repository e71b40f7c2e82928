import { spawn, type ChildProcess } from 'node:child_process';

/*
 * A tiny shell outside our process group that remembers which process groups and folders are ours.
 * When this process ends in whatever way, kill -9 included, its standard input closes and it
 * removes them.
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

/** Sees to it that the process group ends when this process does. */
export function guardGroup(group: number): void {
	tell('add', group);
}

/** Forgets a process group that has ended, as its number may be used again. */
export function releaseGroup(group: number): void {
	tell('drop', group);
}

/** Sees to it that the folder is removed when this process ends. */
export function guardFolder(folder: string): void {
	tell('folder', folder);
}

function tell(verb: 'add' | 'drop' | 'folder', what: number | string): void {
	const { stdin } = reaper();
	stdin?.write(`${verb} ${what}\n`);
	if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}
