import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { credentialsFor } from '../emulated.mts';
import { MINUTE_MS, WatchingPools, assignmentsOf } from '../watchingPools.mts';

const watching = new WatchingPools();
const servers: Server[] = [];

afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

/** Watches through a proxy that replaces the time of responses, as nginx does; its clock is ahead. */
async function throughProxy(aheadMs: number) {
	const { url, apiKey } = watching.emulator;
	const server = createServer(({ url: path, headers: { authorization = '' } }, response) => {
		void fetch(`${url}${path}`, { headers: { authorization } }).then(async (answer) => {
			const shown = new Date(Date.parse(answer.headers.get('Date') ?? '') + aheadMs);
			const headers = { 'Content-Type': 'application/json', Date: shown.toUTCString() };
			response.writeHead(answer.status, headers).end(await answer.text());
		});
	});
	servers.push(server);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	const credentials = credentialsFor(`http://127.0.0.1:${port}`, apiKey);
	return watching.trigger({}, { credentials });
}

it('events right after publication are delivered although the clock of a proxy is ahead', async () => {
	const poll = await throughProxy(4 * MINUTE_MS);
	await poll.activate();
	watching.emulator.clock.advance(MINUTE_MS);
	const ids = watching.addSubmitted(3, 50_000);
	await watching.tickForLong(poll);
	expect(poll.errors).toEqual([]);
	expect(assignmentsOf(poll)).toEqual(ids);
});

it('late events are delivered although the clock of a proxy is ahead', async () => {
	const poll = await throughProxy(4 * MINUTE_MS);
	await poll.activate();
	watching.emulator.clock.advance(10 * MINUTE_MS);
	const ids = watching.addSubmitted(3, 1_000);
	await poll.tick();
	watching.emulator.clock.advance(20_000);
	ids.push(...watching.addSubmitted(3, 40_000));
	await watching.tickForLong(poll);
	expect(poll.errors).toEqual([]);
	expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
});
