import type { Cursor } from '../shared/toloka/flow/cursor';
import { seenRow, seenText } from '../shared/toloka/flow/seen';
import { isRecord } from '../shared/toloka/values/foreign';
import { timeKey } from '../shared/toloka/values/times';

/**
 * Converts a stored state to this version's format. Version 1 had the filters in its scope,
 * `<environment> <project> <batch> <statuses>`, and remembered rows as `<time key> <item id>`.
 *
 * @param scope the present one: `<environment> <project>`.
 */
export function upgraded(stored: unknown, scope: string, projectId: string): unknown {
	if (!isRecord(stored) || stored.version !== 1) return stored;
	if (typeof stored.scope !== 'string' || !stored.scope.startsWith(`${scope} `)) return undefined;
	const cursors = cursorsOf(stored, projectId);
	const { begunAt, unconfirmed } = stored;
	return {
		version: 2,
		scope,
		cursors,
		...(typeof begunAt === 'number' && { begun: { [projectId]: begunAt } }),
		...(isRecord(unconfirmed) && {
			unconfirmed: {
				process: unconfirmed.process,
				before: isRecord(unconfirmed.before) ? cursorsOf(unconfirmed.before, projectId) : {},
			},
		}),
	};
}

function cursorsOf(
	{ since, seen }: Record<string, unknown>,
	projectId: string,
): Record<string, Cursor> {
	if (typeof since !== 'string' || timeKey(since) !== since || !Array.isArray(seen)) return {};
	const rows = seen.flatMap((entry: unknown) => {
		const [time, id] = typeof entry === 'string' ? entry.split(' ') : [];
		return timeKey(time) === undefined || id === undefined ? [] : [seenRow(id, time)];
	});
	return { [projectId]: { since, seen: seenText(rows) } };
}
