import type { JsonObject } from '../../json.mts';
import { found, invalidField } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import { OWNER } from '../account/wire.mts';
import { FOLDERS, type Folder, type Message, type MessageThread } from './entities.mts';

const DIGITS = 3;
const ID_LENGTH = 24;
const MOST_RECIPIENTS = 100;
const MYSELF: JsonObject = { id: OWNER.id ?? '', role: 'REQUESTER', myself: true };

const threads: ListSpec<MessageThread> = {
	fields: {
		id: { kind: 'text', read: ({ id }) => id },
		created: { kind: 'date', read: ({ createdUs }) => createdUs },
	},
	sortable: ['id', 'created'],
	ranges: ['id', 'created'],
	exact: [],
	limits: { initial: 50, max: 300 },
	defaultSort: 'id',
};

/** Messages to performers (official OpenAPI); nobody answers them. */
export const threadRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/message-threads',
		query: listParameters(threads, 'folder', 'folder_ne'),
		handle: list,
	},
	{ method: 'POST', pattern: '/message-threads/compose', query: [], handle: compose },
	{ method: 'POST', pattern: '/message-threads/{id}/reply', query: [], handle: reply },
	{
		method: 'POST',
		pattern: '/message-threads/{id}/add-to-folders',
		query: [],
		handle: (world, request) =>
			move(world, request, (thread, folder) => thread.folders.add(folder)),
	},
	{
		method: 'POST',
		pattern: '/message-threads/{id}/remove-from-folders',
		query: [],
		handle: (world, request) =>
			move(world, request, (thread, folder) => thread.folders.delete(folder)),
	},
];

function list(world: World, { query }: ServiceRequest): Reply {
	const wanted = readFolders('folder', query.folder);
	const unwanted = readFolders('folder_ne', query.folder_ne);
	const matching = [...world.threads.values()].filter(
		({ folders }) =>
			(wanted === null || wanted.some((folder) => folders.has(folder))) &&
			unwanted?.some((folder) => folders.has(folder)) !== true,
	);
	const page = searchPage(matching, threads, query, world.switches.get());
	return pageReply(
		'items',
		page.entries.map((thread) => format(world, thread)),
		page.hasMore,
	);
}

function readFolders(name: string, text: string | undefined): Folder[] | null {
	return text === undefined ? null : text.split(',').map((part) => folderOf(name, part));
}

function folderOf(name: string, text: unknown): Folder {
	const folder = FOLDERS.find((one) => one === text);
	if (folder === undefined) throw invalidField(name, 'UNKNOWN_ENUM_VALUE', [...FOLDERS]);
	return folder;
}

function compose(world: World, { body }: ServiceRequest): Reply {
	const fields = FieldReader.ofBody(body);
	fields.allowOnly([
		'topic',
		'text',
		'answerable',
		'recipients_select_type',
		'recipients_ids',
		'recipients_filter',
	]);
	fields.require('topic', 'text', 'answerable', 'recipients_select_type');
	const type = fields.oneOf('recipients_select_type', ['DIRECT', 'FILTER', 'ALL']) ?? 'DIRECT';
	if (type === 'DIRECT') fields.require('recipients_ids');
	if (type === 'FILTER') fields.require('recipients_filter');
	const thread = {
		topic: fields.object('topic') ?? {},
		isAnswerable: fields.flag('answerable') ?? true,
		recipients: {
			type,
			ids: fields.texts('recipients_ids', MOST_RECIPIENTS),
			filter: fields.object('recipients_filter'),
		},
	};
	const text = fields.object('text') ?? {};
	fields.finish();
	const createdUs = world.nowUs();
	const made: MessageThread = {
		...thread,
		id: world.ids.hex(ID_LENGTH),
		messages: [{ text, createdUs }],
		folders: new Set(['OUTBOX']),
		createdUs,
	};
	world.threads.set(made.id, made);
	return { status: 201, body: format(world, made) };
}

function reply(world: World, { params, body }: ServiceRequest): Reply {
	const thread = found(world.threads.get(params.id ?? ''));
	const fields = FieldReader.ofBody(body);
	fields.allowOnly(['text']);
	fields.require('text');
	const text = fields.object('text') ?? {};
	fields.finish();
	thread.messages.unshift({ text, createdUs: world.nowUs() });
	return { status: 201, body: format(world, thread) };
}

function move(
	world: World,
	{ params, body }: ServiceRequest,
	change: (thread: MessageThread, folder: Folder) => void,
): Reply {
	const thread = found(world.threads.get(params.id ?? ''));
	const fields = FieldReader.ofBody(body);
	fields.allowOnly(['folders']);
	fields.require('folders');
	const names = fields.texts('folders') ?? [];
	fields.finish();
	const folders = names.map((name) => folderOf('folders', name));
	for (const folder of folders) change(thread, folder);
	return { status: 201, body: format(world, thread) };
}

function format(world: World, thread: MessageThread): JsonObject {
	const { ids, filter, type } = thread.recipients;
	return {
		id: thread.id,
		topic: thread.topic,
		interlocutors_inlined: true,
		interlocutors: [MYSELF, ...(ids ?? []).map((id) => ({ id, role: 'USER' }))],
		messages_inlined: true,
		messages: thread.messages.map((message) => formatMessage(world, message)),
		compose_details: {
			recipients_select_type: type,
			...(ids !== null && { recipients_ids: [...ids] }),
			...(filter !== null && { recipients_filter: filter }),
		},
		meta: {},
		folders: [...thread.folders],
		answerable: thread.isAnswerable,
		created: world.wireDate(thread.createdUs, DIGITS),
	};
}

function formatMessage(world: World, { text, createdUs }: Message): JsonObject {
	return { text, from: MYSELF, created: world.wireDate(createdUs, DIGITS) };
}
