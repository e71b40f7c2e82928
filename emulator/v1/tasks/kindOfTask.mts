import type { Task } from '../entities.mts';

/** Known solutions make a control task, together with a hint a training task (toloka-api §P2.2). */
export function kindOfTask({
	knownSolutions,
	hint,
}: Pick<Task, 'knownSolutions' | 'hint'>): 'general' | 'control' | 'training' {
	if (knownSolutions === null) {
		return 'general';
	}
	return hint === null ? 'control' : 'training';
}
