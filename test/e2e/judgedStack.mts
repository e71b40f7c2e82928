import { startStack, type Stack, type StackOptions } from '../../demo/stack.mts';
import { createJudge } from '../conformance/check.mts';

/**
 * Starts a stack; when it stops, the emulator's responses are checked against the official documents.
 */
export async function startJudgedStack(options: StackOptions = {}): Promise<Stack> {
	const judge = createJudge();
	const { onReply } = judge;
	const emulator = { onReply, ...options.emulator };
	// Vitest's global setup has built the package.
	const stack = await startStack({ ...options, emulator, isBuilt: true });
	const { stop } = stack;
	stack.stop = async () => {
		await stop();
		judge.verdict();
	};
	return stack;
}
