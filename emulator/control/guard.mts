import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { CONTROL_PREFIX } from './controlRoute.mts';

/**
 * Control routes and the page need no token, so other websites must not reach them: neither by
 * sending requests here, nor by pointing their own domain name to this machine.
 */
export function guardControl(app: FastifyInstance): void {
	app.addHook('onRequest', async ({ url, headers }, reply) => {
		const path = url.split('?')[0] ?? '';
		if (path !== '/' && !path.startsWith(CONTROL_PREFIX)) return;
		const reason = refusalOf(headers);
		if (reason !== null) await reply.code(403).send({ error: reason });
	});
}

function refusalOf({ host = '', origin }: IncomingHttpHeaders): string | null {
	if (!isLocalName(host)) {
		return `The page and the control routes are available at an IP address or a local name, not at ${host}`;
	}
	const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
	return isOwn ? null : `Pages from ${origin} may not use the control routes of the emulator`;
}

/** An address, or a name that nobody can register: without a dot, `.localhost`, `.internal`. */
function isLocalName(host: string): boolean {
	const address = `http://${host}`;
	if (!URL.canParse(address)) return false;
	const { hostname } = new URL(address);
	const isAddress = isIP(hostname) !== 0 || hostname.startsWith('[');
	return isAddress || !hostname.includes('.') || /\.(localhost|internal)$/.test(hostname);
}
