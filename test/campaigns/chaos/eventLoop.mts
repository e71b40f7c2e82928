import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Turns of the event loop after which nothing more follows by itself. */
const TURNS_TO_REST = 5;
/** Turns of the event loop within which an admitted request has been sent. */
const TURNS_TO_SEND = 50;
const REQUEST_STARTED = 'http.client.request.start';

async function turn(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that is ready run. */
export async function rest(): Promise<void> {
	for (let turns = 0; turns < TURNS_TO_REST; turns += 1) await turn();
}

/** Resolves when the next request is over, whatever its outcome, or if none is sent. */
export async function nextRequestClosed(): Promise<void> {
	let closed: Promise<void> | undefined;
	const note = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		closed ??= new Promise((resolve) => request.once('close', () => resolve()));
	};
	subscribe(REQUEST_STARTED, note);
	for (let turns = 0; turns < TURNS_TO_SEND && closed === undefined; turns += 1) await turn();
	unsubscribe(REQUEST_STARTED, note);
	await closed;
}
