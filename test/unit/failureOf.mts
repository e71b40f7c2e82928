import { isFailure } from '../../nodes/shared/toloka/service/failures.ts';
import { sentences } from '../../nodes/shared/toloka/service/sentences.ts';

/** Returns the sentences of the failure that a rule throws. */
export function messageOf(rule: () => unknown): { message: string; description: string } {
	try {
		rule();
	} catch (error) {
		if (isFailure(error)) return sentences(error);
		throw error;
	}
	throw new Error('nothing was thrown');
}
