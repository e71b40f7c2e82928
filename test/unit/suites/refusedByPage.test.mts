import { expect, it } from 'vitest';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { SUITES } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import { isRefusedByPage } from '../../../nodes/shared/toloka/suites/sending/refusedByPage.ts';
import type { CreationRun } from '../../../nodes/shared/toloka/suites/run/run.ts';

/** Whether a firewall's page in place of the response counts as a refusal. */

const SINCE = Date.UTC(2024, 4, 31, 18);

type Row = [id: string, created?: string];

async function isRefused(rows: Row[], known: string[]): Promise<boolean> {
	const send: Send = async () => {
		const items = rows.map(([id, created]) => ({ id, created, tasks: [] }));
		return { status: 200, body: { items, has_more: false }, serviceTime: undefined };
	};
	const clock = { now: () => 0, sleep: async () => undefined };
	const run = { send, clock, kind: SUITES } as unknown as CreationRun;
	return await isRefusedByPage(run, '1', SINCE, new Set(known));
}

it('does not if an unknown suite is listed after a known one with the same time', async () => {
	const rows: Row[] = [
		['known', '2024-05-31T18:00:01'],
		['own', '2024-05-31T18:00:01'],
	];
	expect(await isRefused(rows, ['known'])).toBe(false);
	expect(await isRefused(rows, ['known', 'own'])).toBe(true);
});

it('does if the suites are older, which a service may list all the same', async () => {
	expect(await isRefused([['old', '2024-05-31T17:59:59.999']], [])).toBe(true);
	expect(await isRefused([['own', '2024-05-31T18:00:00']], [])).toBe(false);
});

it('does not if a suite has no time', async () => {
	expect(await isRefused([['own']], [])).toBe(false);
});
