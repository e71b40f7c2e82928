import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isJsonObject, type JsonObject } from '../json.mts';
import { parseBody } from '../service/dispatch.mts';
import { ServiceError } from '../service/errors.mts';

export const CONTROL_PREFIX = '/_emulator';

/** The parsed request to a control route. */
interface ControlRequest {
	params: Readonly<Record<string, string>>;
	query: Readonly<Record<string, string>>;
	body: JsonObject;
}

export interface ControlRoute {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	handle(request: ControlRequest): unknown;
}

/** Registers control routes. They need no token and refuse with `{"error": "…"}`. */
export function registerControl(app: FastifyInstance, routes: readonly ControlRoute[]): void {
	for (const route of routes) {
		app.route({
			method: route.method,
			url: CONTROL_PREFIX + route.path,
			exposeHeadRoute: false,
			handler: async (request, reply) => {
				try {
					return await reply.send(route.handle(readRequest(request)) ?? {});
				} catch (error) {
					if (!(
						error instanceof ServiceError ||
						error instanceof RangeError ||
						error instanceof SyntaxError
					)) {
						throw error;
					}
					const status = error instanceof ServiceError ? error.status : 400;
					return await reply.code(status).send({ error: error.message });
				}
			},
		});
	}
}

function readRequest(request: FastifyRequest): ControlRequest {
	const { value, malformed } = parseBody(request.body);
	if (malformed || (value !== undefined && !isJsonObject(value))) {
		throw new RangeError('The body must be a JSON object');
	}
	return {
		params: { ...(request.params as Record<string, string>) },
		query: { ...(request.query as Record<string, string>) },
		body: isJsonObject(value) ? value : {},
	};
}

export function numberIn(body: JsonObject, name: string): number | undefined {
	const value = body[name];
	if (value !== undefined && typeof value !== 'number') {
		throw new RangeError(`"${name}" must be a number`);
	}
	return value;
}

export function textIn(body: JsonObject, name: string): string | undefined {
	const value = body[name];
	if (value !== undefined && typeof value !== 'string') {
		throw new RangeError(`"${name}" must be a string`);
	}
	return value;
}

export function requiredText(values: Readonly<Record<string, unknown>>, name: string): string {
	const value = values[name];
	if (typeof value !== 'string' || value === '') {
		throw new RangeError(`"${name}" is missing`);
	}
	return value;
}
