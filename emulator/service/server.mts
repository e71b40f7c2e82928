import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Emulation } from '../emulation.mts';
import { deliver } from '../steering/delivery.mts';
import type { LogEntry } from '../steering/log.mts';
import type { ServiceBase } from './auth.mts';
import { connectionOf } from './connection.mts';
import { dispatch, parseBody, serialize, type Call } from './dispatch.mts';
import type { ServiceRoute } from './route.mts';
import { mounts, routeName, type Mount } from './routes.mts';

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** The service's HTTP server; control routes and the page are registered separately. */
export function createServer(emulation: Emulation): FastifyInstance {
	const app = fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 1_000 },
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});
	for (const mount of mounts) {
		for (const route of mount.routes) {
			app.route({
				method: route.method,
				url: mount.prefix + route.pattern.replaceAll(/\{(\w+)\}/g, ':$1'),
				exposeHeadRoute: false,
				handler: async (request, reply) => {
					await serve(emulation, request, reply, mount.base, route);
				},
			});
		}
	}
	app.setNotFoundHandler(async (request, reply) => {
		if (!isServicePath(request.url)) {
			return await reply.code(404).send({ error: `There is no ${request.method} ${request.url}` });
		}
		await serve(emulation, request, reply, baseOf(request.url), null);
	});
	return app;
}

async function serve(
	emulation: Emulation,
	request: FastifyRequest,
	reply: FastifyReply,
	base: ServiceBase,
	route: ServiceRoute | null,
): Promise<void> {
	const call = readCall(request, base, route);
	const entry = logEntry(emulation, request, call);
	emulation.log.add(entry);
	const fault = emulation.faults.take(entry);
	if (fault !== null) {
		entry.fault = fault.kind;
	}
	const connection = connectionOf(request, reply, emulation);
	entry.status = await deliver(
		fault,
		async () => {
			const { world, tokens, requestIds } = emulation;
			const reply = await dispatch(world, tokens, call, fault, requestIds);
			emulation.onReply?.(entry.route, reply.status, reply.file?.bytes ?? reply.body);
			return serialize(reply);
		},
		connection,
		emulation.clock,
	);
}

function readCall(request: FastifyRequest, base: ServiceBase, route: ServiceRoute | null): Call {
	return {
		base,
		authorization: request.headers.authorization,
		contentType: request.headers['content-type'],
		route,
		methodsOfPath: route === null ? methodsOf(pathOf(request.url)) : [],
		params: { ...(request.params as Record<string, string>) },
		query: { ...(request.query as Record<string, string | string[]>) },
		body: parseBody(request.body),
	};
}

function logEntry(emulation: Emulation, request: FastifyRequest, call: Call): LogEntry {
	const path = pathOf(request.url);
	const { route, body } = call;
	const measured = body.value === undefined ? {} : route?.measure?.(body.value);
	return {
		at: emulation.clock.now(),
		method: request.method,
		path,
		query: Object.fromEntries(
			Object.entries(call.query).map(([name, value]) => [name, String(value)]),
		),
		route: route === null ? `${request.method} ${path}` : routeName(route),
		status: 0,
		bodyBytes: body.bytes,
		...measured,
	};
}

/** Icons that browsers ask for, and misspelled control routes, do not belong to the service. */
function isServicePath(url: string): boolean {
	return !url.startsWith('/_emulator') && !url.startsWith('/favicon');
}

function pathOf(url: string): string {
	return url.split('?')[0] ?? url;
}

function baseOf(url: string): ServiceBase {
	return url.startsWith('/yandex-tasks/') ? 'yandexTasks' : 'toloka';
}

/** The methods that exist for a path: with any of them the response is 405, otherwise 404. */
function methodsOf(path: string): string[] {
	const methods = mounts.flatMap((mount) =>
		mount.routes
			.filter((route) => pathPattern(mount, route).test(path))
			.map(({ method }) => method),
	);
	return [...new Set(methods)];
}

function pathPattern(mount: Mount, route: ServiceRoute): RegExp {
	return new RegExp(`^${mount.prefix}${route.pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
