import { expect, it } from 'vitest';
import { imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

/** Pages of a firewall in place of the response; the service may have carried out the request. */

const pushing = new Pushing();

const page = (status: number, applied: boolean) =>
	pushing.emulator.faults.add({
		...{ kind: 'status', status, applied, times: 1, match: { route: BULK } },
		body: '<html>Blocked</html>',
	});

it.each([400, 403, 404, 406, 422])('pushes nothing twice after a page with %i', async (status) => {
	page(status, true);
	const { error, outputs } = await pushing.push(imageRows(3));
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(3);
	expect(pushing.created()).toHaveLength(3);
});

it.each([403, 405])('a page with %i that refuses remains a clear refusal', async (status) => {
	page(status, false);
	const { error } = await pushing.push(imageRows(3));
	const context = (error as { context?: { kind?: string; isInDoubt?: boolean } })?.context;
	expect(context?.kind).toBe('intercepted');
	expect(context?.isInDoubt).not.toBe(true);
	expect(pushing.created()).toHaveLength(0);
	expect((await pushing.push(imageRows(3))).error).toBeUndefined();
	expect(pushing.created()).toHaveLength(3);
});
