import { spawn, type ChildProcess } from 'node:child_process';

/*
 * A tiny shell outside our process group that remembers which process groups are ours. When this
 * process ends in whatever way, kill -9 included, its standard input closes and it ends them.
 */
const SCRIPT = `
groups=
while read -r verb group; do
	kept=
	for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done
	groups=$kept
	[ "$verb" = add ] && groups="$groups $group"
done
for each in $groups; do kill -KILL -- "-$each" 2>/dev/null; done
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

function tell(verb: 'add' | 'drop', group: number): void {
	const { stdin } = reaper();
	stdin?.write(`${verb} ${group}\n`);
	if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}
