import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Subscription } from './entities.mts';

/** The service's own timeout is unknown. */
const TIMEOUT_MS = 10_000;
const SIGNATURE_VERSION = 1;

/** The outcome of a delivery, as reported by a test call (toloka-api §8). */
interface Delivery {
	status: number | null;
	error: 'CONNECTION_ERROR' | 'REQUEST_TIMEOUT' | 'WRONG_STATUS_CODE' | null;
}

/** Posts an event to its address in real time, signed if the subscription has a secret. */
export async function deliverEvent(
	world: World,
	{ url, secret }: Subscription,
	event: JsonObject,
): Promise<Delivery> {
	const body = JSON.stringify({ events: [event] });
	const headers: Record<string, string> = { 'content-type': 'application/json' };
	if (secret !== null) {
		headers['Toloka-Signature'] = signatureOf(body, secret, Math.floor(world.clock.now()));
	}
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	try {
		const reply = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
		await reply.body?.cancel();
		return { status: reply.status, error: reply.ok ? null : 'WRONG_STATUS_CODE' };
	} catch {
		return { status: null, error: signal.aborted ? 'REQUEST_TIMEOUT' : 'CONNECTION_ERROR' };
	}
}

/** Returns the header `Toloka-Signature`, braces included. */
export function signatureOf(body: string, secret: string, ts: number): string {
	const signed = `${ts}.${SIGNATURE_VERSION}.${body}`;
	const sign = createHmac('sha256', secret).update(signed).digest('hex');
	return `{v=${SIGNATURE_VERSION}, ts=${ts}, sign=${sign}}`;
}
