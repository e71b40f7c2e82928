import { describe, expect, it } from 'vitest';
import { credentialsFor } from '../emulated.mts';
import { Polling, expectOnceEach } from '../polling.mts';

const polling = new Polling();

describe('a credential for another address', () => {
	const at = (url: string) => credentialsFor(url, polling.emulator.apiKey);
	const unreachable = () => at('http://127.0.0.1:9');
	const withoutProject = () => at(`${polling.emulator.url}/elsewhere`);

	it.each([
		['unreachable', 'activation', unreachable, {}],
		['unreachable', 'beginning', unreachable, {}],
		['unreachable after a restart', 'activation', unreachable, { workflowId: 'restarted' }],
		['unreachable after a restart', 'beginning', unreachable, { workflowId: 'restarted too' }],
		['unreachable, with durable cursors', 'activation', unreachable, { durable: true }],
		['without the project', 'beginning', withoutProject, {}],
	])('loses and repeats nothing once it is corrected: %s, from %s', async (...row) => {
		const [, startFrom, elsewhere, rest] = row;
		const poll = polling.trigger({ startFrom });
		const { polled, meanwhile } = await polling.pollOnce(poll);
		const credentials = elsewhere();
		const wrong = polling.trigger({ startFrom }, { credentials, stored: poll.saved(), ...rest });
		await wrong.activate().catch(() => undefined);
		for (let minute = 0; minute < 4; minute++) await wrong.tick();
		expect(wrong.errors.length).toBeGreaterThan(0);
		const right = polling.trigger({ startFrom }, { stored: wrong.saved(), ...rest });
		await right.activate();
		await polling.tickForLong(right);
		expectOnceEach(poll, polled);
		expectOnceEach(right, meanwhile);
	});

	it('starts over once it was read, and so does changing it back', async () => {
		const ids = polling.addFinished(5);
		const from = { startFrom: 'beginning' };
		const poll = polling.trigger(from);
		await poll.activate();
		const credentials = at(polling.emulator.url.replace('127.0.0.1', 'localhost'));
		const moved = polling.trigger(from, { credentials, stored: poll.saved() });
		await moved.activate();
		const back = polling.trigger(from, { stored: moved.saved() });
		await back.activate();
		for (const each of [poll, moved, back]) expectOnceEach(each, ids);
	});
});
