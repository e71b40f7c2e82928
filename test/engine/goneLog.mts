import type { Fault } from '../../emulator/steering/faults.mts';

/** How the service may refuse a log that it no longer keeps: no source says it (toloka-api §3.3). */
export const GONE: Array<[status: number, code: string]> = [
	[404, 'DOES_NOT_EXIST'],
	[409, 'OPERATION_LOGS_ARCHIVED'],
];

/** Refuses every log of an operation so. */
export function goneLog(status: number, code: string): Fault {
	const body = { code, message: 'Gone' };
	const match = { route: 'GET /operations/{id}/log' };
	return { kind: 'status', status, body, times: 'always', match };
}
