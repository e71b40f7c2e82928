import type { JsonObject } from '../../json.mts';
import { found, invalidField } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import { OWNER } from '../account/wire.mts';
import type { Attachment } from '../entities.mts';

const DIGITS = 3;
const TYPE = 'ASSIGNMENT_ATTACHMENT';
const EXACT = ['name', 'type', 'pool_id', 'assignment_id', 'user_id', 'owner_id'];

/** Files in answers (toloka-api §P5). */
export const attachmentRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/attachments',
		query: listParameters({ ranges: ['id', 'created'], exact: [...EXACT, 'owner_company_id'] }),
		handle: list,
	},
	{
		method: 'GET',
		pattern: '/attachments/{id}',
		query: [],
		handle: (world, request) => ({
			status: 200,
			body: formatAttachment(world, findAttachment(world, request)),
		}),
	},
	{ method: 'GET', pattern: '/attachments/{id}/download', query: [], handle: download },
];

function findAttachment(world: World, { params }: ServiceRequest): Attachment {
	return found(world.attachments.get(params.id ?? ''));
}

/** The OpenAPI requires a pool or an assignment; tests of the official client name none (P15). */
function list(world: World, { query }: ServiceRequest): Reply {
	const isNamed = query.pool_id !== undefined || query.assignment_id !== undefined;
	if (!isNamed && world.switches.get().attachmentsNeedPool) {
		throw invalidField('pool_id', 'VALUE_REQUIRED');
	}
	const all = [...world.attachments.values()];
	const page = searchPage(all, listSpec(world), query, world.switches.get());
	const items = page.entries.map((attachment) => formatAttachment(world, attachment));
	return pageReply('items', items, page.hasMore);
}

function listSpec(world: World): ListSpec<Attachment> {
	const text = (read: (attachment: Attachment) => string) => ({ kind: 'text' as const, read });
	return {
		fields: {
			id: text(({ id }) => id),
			created: { kind: 'date', read: ({ createdUs }) => createdUs },
			name: text(({ name }) => name),
			type: { ...text(() => TYPE), known: [TYPE] },
			pool_id: text(({ assignment }) => assignment.pool.id),
			assignment_id: text(({ assignment }) => assignment.id),
			user_id: text(({ assignment }) => assignment.performer.userId),
			owner_id: text(() => String(OWNER.id)),
			owner_company_id: text(() => String(OWNER.company_id)),
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created'],
		exact: [...EXACT, 'owner_company_id'],
		limits: { initial: 50, max: world.switches.get().attachmentsMaxLimit },
		defaultSort: 'id',
	};
}

function formatAttachment(world: World, attachment: Attachment): JsonObject {
	const { assignment } = attachment;
	return {
		id: attachment.id,
		attachment_type: TYPE,
		name: attachment.name,
		media_type: attachment.mediaType,
		details: {
			user_id: assignment.performer.userId,
			assignment_id: assignment.id,
			pool_id: assignment.pool.id,
		},
		owner: OWNER,
		created: world.wireDate(attachment.createdUs, DIGITS),
	};
}

function download(world: World, request: ServiceRequest): Reply {
	const { bytes, mediaType } = findAttachment(world, request);
	const { downloadFraming, downloadContentType } = world.switches.get();
	return {
		status: 200,
		file: {
			bytes: bytes(),
			contentType: downloadContentType === 'own' ? mediaType : downloadContentType,
			isChunked: downloadFraming === 'chunked',
			isAttachment: true,
		},
	};
}
