import { startStack, type Stack, type StackOptions } from '../../demo/stack.mts';
import { createJudge } from '../conformance/check.mts';

/** A stack whose emulator's answers are held against the official documents when it stops. */
export async function startJudgedStack(options: StackOptions = {}): Promise<Stack> {
	const judge = createJudge();
	const { onAnswer } = judge;
	const emulator = { onAnswer, ...options.emulator };
	// Vitest's global setup has built the package.
	const stack = await startStack({ ...options, emulator, isBuilt: true });
	const { stop } = stack;
	stack.stop = async () => {
		await stop();
		judge.verdict();
	};
	return stack;
}
