import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createSecureServer } from 'node:tls';
import { certificate } from '../../engine/certificate.mts';

/** Time from a request to its answer, as between continents. */
const ROUND_TRIP_MS = 50;

export interface FarService {
	baseUrl: string;
	certificate: string;
	stop(): Promise<void>;
}

/**
 * Starts a proxy that makes the service distant: behind TLS, with every byte half a round trip
 * late. A new connection costs the round trip of its handshake in addition to those of TLS.
 */
export async function startFarService(port: number): Promise<FarService> {
	const folder = await mkdtemp(join(tmpdir(), 'toloka-bench-far-'));
	const file = join(folder, 'certificate.pem');
	await writeFile(file, certificate.cert);
	const secure = createSecureServer(certificate, (socket) => {
		joined(socket, connect(port, '127.0.0.1'));
	});
	const inner = await portOf(secure);
	const outer = createServer((socket) => {
		late(socket, connect(inner, '127.0.0.1'));
	});
	const baseUrl = `https://localhost:${await portOf(outer)}`;
	return {
		baseUrl,
		certificate: file,
		stop: async () => {
			for (const server of [outer, secure]) server.close();
			await rm(folder, { recursive: true });
		},
	};
}

async function portOf(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

function joined(one: Socket, other: Socket): void {
	one.pipe(other).pipe(one);
	endTogether(one, other);
}

/** Delays both directions; the client's bytes also wait for the round trip of the handshake. */
function late(client: Socket, service: Socket): void {
	const connectedAt = performance.now() + ROUND_TRIP_MS;
	const way = ROUND_TRIP_MS / 2;
	carry(client, service, () => Math.max(0, connectedAt - performance.now()) + way);
	carry(service, client, () => way);
	endTogether(client, service);
}

/**
 * Passes data on after a delay; later timers do not fire before earlier ones, so the order is kept.
 */
function carry(from: Socket, to: Socket, delayMs: () => number): void {
	from.setNoDelay();
	from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs()));
	from.on('end', () => setTimeout(() => to.end(), delayMs()));
}

/** Closes each connection when the other one closes. */
function endTogether(one: Socket, other: Socket): void {
	for (const [socket, peer] of [
		[one, other],
		[other, one],
	]) {
		socket.on('error', () => peer.destroy());
		socket.on('close', () => setTimeout(() => peer.end(), ROUND_TRIP_MS));
	}
}
