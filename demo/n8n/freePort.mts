import { once } from 'node:events';
import { createServer } from 'node:net';

const handedOut = new Set<number>();

/** Returns a loopback port that is free and that this process has not returned before. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = await listen(0);
		if (handedOut.has(port)) continue;
		handedOut.add(port);
		return port;
	}
}

/** Throws a one-sentence error if the port is in use. */
export async function requireFree(port: number): Promise<void> {
	try {
		await listen(port);
	} catch (error) {
		throw new Error(`Port ${port} is in use; choose another one.`, { cause: error });
	}
}

/** Listens for a moment and returns the port. */
async function listen(wanted: number): Promise<number> {
	const server = createServer();
	server.listen(wanted, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') {
		throw new Error('The operating system assigned no port.');
	}
	return address.port;
}
