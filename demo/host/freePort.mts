import { once } from 'node:events';
import { createServer } from 'node:net';

const handedOut = new Set<number>();

/** A loopback port that nobody listens on and that this process has not handed out before. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = await askSystem();
		if (handedOut.has(port)) continue;
		handedOut.add(port);
		return port;
	}
}

async function askSystem(): Promise<number> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') {
		throw new Error('The system gave no port number.');
	}
	return address.port;
}
