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
	'choice.js': 'text/javascript; charset=utf-8',
	'elements.js': 'text/javascript; charset=utf-8',
	'faults.js': 'text/javascript; charset=utf-8',
	'item.js': 'text/javascript; charset=utf-8',
	'keys.js': 'text/javascript; charset=utf-8',
	'panels.js': 'text/javascript; charset=utf-8',
	'pool.js': 'text/javascript; charset=utf-8',
	'requests.js': 'text/javascript; charset=utf-8',
	'review.js': 'text/javascript; charset=utf-8',
};

/** Allows only the page's own files, and pictures from anywhere: items contain URLs of pictures. */
const POLICY =
	"default-src 'self'; img-src * data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Pages of the Toloka website that n8n's pickers link to, and what the page shows for each. */
const SITE_PAGES: Readonly<Record<string, string>> = {
	'/requester/app-project/:id': 'project',
	'/requester/project/:project/pool/:id': 'pool',
};

/** Registers the labeling page at `/`, its files, links to it, and pictures for sample items. */
export function registerPage(app: FastifyInstance): void {
	serveFile(app, '/', 'index.html');
	for (const [path, shown] of Object.entries(SITE_PAGES)) {
		for (const base of ['', '/yandex-tasks']) {
			app.get<{ Params: { id: string } }>(`${base}${path}`, async ({ params }, reply) => {
				return await reply.redirect(`/?${shown}=${encodeURIComponent(params.id)}`);
			});
		}
	}
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
			.header('x-content-type-options', 'nosniff')
			.type(TYPES[name] ?? 'text/plain')
			.send(content);
	});
}
