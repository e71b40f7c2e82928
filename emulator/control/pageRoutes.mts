import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CONTROL_PREFIX } from './controlRoute.mts';
import { drawPicture } from '../picture.mts';

const FOLDER = join(import.meta.dirname, '..', 'page');
const TYPES: Readonly<Record<string, string>> = {
	'index.html': 'text/html; charset=utf-8',
	'page.css': 'text/css; charset=utf-8',
	'parts.css': 'text/css; charset=utf-8',
	'page.js': 'text/javascript; charset=utf-8',
	'elements.js': 'text/javascript; charset=utf-8',
	'item.js': 'text/javascript; charset=utf-8',
	'panels.js': 'text/javascript; charset=utf-8',
	'pool.js': 'text/javascript; charset=utf-8',
	'review.js': 'text/javascript; charset=utf-8',
};

/** Own files only, and pictures from anywhere: items hold addresses of pictures. */
const POLICY = "default-src 'self'; img-src * data:; base-uri 'none'; form-action 'none'";

/** The labeling page at `/`, its files, and pictures for sample items. */
export function registerPage(app: FastifyInstance): void {
	serveFile(app, '/', 'index.html');
	for (const name of Object.keys(TYPES)) {
		serveFile(app, `${CONTROL_PREFIX}/page/${name}`, name);
	}
	app.get<{ Params: { file: string } }>(
		`${CONTROL_PREFIX}/pictures/:file`,
		async (request, reply) =>
			await reply.type('image/svg+xml').send(drawPicture(request.params.file)),
	);
}

function serveFile(app: FastifyInstance, url: string, name: string): void {
	const content = readFileSync(join(FOLDER, name), 'utf8');
	app.get(url, async (_request, reply) => {
		return await reply
			.header('content-security-policy', POLICY)
			.type(TYPES[name] ?? 'text/plain')
			.send(content);
	});
}
