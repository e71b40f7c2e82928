import type { SteerableClock } from '../clock.mts';
import type { Fault } from './faults.mts';

/** A response as bytes. */
export interface RawReply {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
	/** Sent in chunks, without a length. */
	isChunked?: boolean;
}

/** The client's connection, with what faults can do to it. */
export interface Connection {
	send(reply: RawReply): void;
	/** Announces the whole response, sends its first bytes, then drops the connection. */
	sendBroken(reply: RawReply, bytes: number): void;
	reset(): void;
	/** Until the client disconnects, the faults are cleared or the emulator closes; then resets. */
	hang(): Promise<void>;
	sleep(ms: number): Promise<void>;
}

/** The response that remains to be sent, or `null` for none. */
type Outcome = RawReply | null;

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_PAGE =
	'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n' +
	'<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/**
 * Responds to a request, with the fault if there is one. `apply` lets the service do its work and
 * is called at most once. Returns the status that was sent, or 0 if the connection was cut.
 */
export async function deliver(
	fault: Fault | null,
	apply: () => Promise<RawReply>,
	connection: Connection,
	clock: SteerableClock,
): Promise<number> {
	const reply = fault === null ? await apply() : await misdeliver(fault, apply, connection, clock);
	if (reply === null) {
		return 0;
	}
	connection.send(reply);
	return reply.status;
}

async function misdeliver(
	fault: Fault,
	apply: () => Promise<RawReply>,
	connection: Connection,
	clock: SteerableClock,
): Promise<Outcome> {
	switch (fault.kind) {
		case 'reset-before':
			connection.reset();
			return null;
		case 'reset-after':
			await apply();
			connection.reset();
			return null;
		case 'hang':
			if (fault.applied === true) await apply();
			await connection.hang();
			return null;
		case 'delay':
			return await delay(fault, apply, connection, clock);
		case 'clock-jump':
			(clock.leap ?? clock.advance)(fault.ms);
			return await apply();
		case 'operation-fail':
		case 'pool-open-fail':
			return await apply();
		case 'truncate':
			return truncate(await apply(), fault.bytes, fault.framing, connection);
		case 'lost-answer':
			await apply();
			return lose(fault.status ?? 502, connection);
		default:
			if (fault.applied === true) await apply();
			return replacement(fault);
	}
}

async function delay(
	fault: Extract<Fault, { kind: 'delay' }>,
	apply: () => Promise<RawReply>,
	connection: Connection,
	clock: SteerableClock,
): Promise<Outcome> {
	const early = fault.applied === true ? await apply() : null;
	if (fault.clock === 'emulator') {
		clock.advance(fault.ms);
	} else {
		await connection.sleep(fault.ms);
	}
	return early ?? (await apply());
}

function truncate(
	reply: RawReply,
	wanted: number | undefined,
	framing: 'broken' | 'valid' | undefined,
	connection: Connection,
): Outcome {
	const bytes = Math.min(wanted ?? Math.floor(reply.bytes.length / 2), reply.bytes.length);
	if (framing === 'valid') {
		return { ...reply, bytes: reply.bytes.subarray(0, bytes) };
	}
	connection.sendBroken(reply, bytes);
	return null;
}

function lose(status: number, connection: Connection): Outcome {
	if (status === 0) {
		connection.reset();
		return null;
	}
	return { status, headers: {}, bytes: Buffer.alloc(0) };
}

/** A response that has nothing to do with the service's own. */
function replacement(
	fault: Extract<Fault, { kind: 'status' | 'garbage' | 'html' | 'empty' }>,
): RawReply {
	switch (fault.kind) {
		case 'status':
			return statusReply(fault);
		case 'garbage':
			return {
				status: fault.status ?? 200,
				headers: JSON_TYPE,
				bytes: Buffer.from('\u0000\u0007{{]"not json\u001b[31m', 'utf8'),
			};
		case 'html':
			return {
				status: fault.status ?? 502,
				headers: { 'content-type': 'text/html' },
				bytes: Buffer.from(HTML_PAGE, 'utf8'),
			};
		case 'empty':
			return { status: fault.status ?? 200, headers: {}, bytes: Buffer.alloc(0) };
	}
}

function statusReply(fault: Extract<Fault, { kind: 'status' }>): RawReply {
	const { status, headers = {}, body } = fault;
	if (body === undefined) {
		return { status, headers, bytes: Buffer.alloc(0) };
	}
	return typeof body === 'string'
		? { status, headers: { 'content-type': 'text/plain', ...headers }, bytes: Buffer.from(body) }
		: { status, headers: { ...JSON_TYPE, ...headers }, bytes: Buffer.from(JSON.stringify(body)) };
}
