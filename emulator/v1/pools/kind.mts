import type { Pool } from '../entities.mts';

/** Whether the service makes the suites (toloka-api §P2.6); trainings always do. */
export function isMixing({ settings, type }: Pool): boolean {
	return settings.mixer !== null || type === 'TRAINING';
}
