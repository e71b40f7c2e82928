import type { Pool } from '../entities.mts';

/** Whether the service makes the suites (toloka-api §P2.6). */
export function isMixing({ settings }: Pool): boolean {
	return settings.mixer !== null;
}
