import type { FieldSpecs } from '../fields/declared/specs';
import type { Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { valuesOf } from '../values/exactJson';
import { clean, isRecord, textOf } from '../values/foreign';
import type { Assignment } from './assignments';
import { solutionsOf, taskOf, tasksOf } from './assignments';

/** Files that performers uploaded as answers (toloka-api §P5). */

export interface FileReference {
	attachmentId: string;
	/** Output field that contains the file. */
	field: string;
	taskId?: string;
}

interface Attachment {
	name: string;
	mediaType: string;
}

export function fileFieldsOf(outputSpec: FieldSpecs): string[] {
	return [...outputSpec]
		.filter(([, { type }]) => /^(array_)?file$/.test(type))
		.map(([name]) => name);
}

/** The files of an assignment's answers in these fields; a value is one attachment id or a list. */
export function filesOf(assignment: Assignment, fields: readonly string[]): FileReference[] {
	const tasks = tasksOf(assignment);
	return solutionsOf(assignment).flatMap((solution, place) =>
		fields.flatMap((field) =>
			idsIn(valuesOf(solution.output_values)?.[field]).map((attachmentId) => ({
				attachmentId,
				field,
				taskId: solution.task_id ?? taskOf(tasks, solution, place).id,
			})),
		),
	);
}

function idsIn(value: unknown): string[] {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** Name and media type of a file; its bytes are read by `downloadAttachment`. */
export async function getAttachment(send: Send, id: string): Promise<Attachment> {
	const doing = `reading the attachment ${id}`;
	const path = pathOf`/attachments/${id}`;
	const { body } = await send({ method: 'GET', api: 'v1', path, doing });
	if (!isRecord(body)) throw unexpectedShape(doing, 'an attachment');
	return {
		name: fileName(textOf(body.name)) ?? id,
		mediaType: textOf(body.media_type) || 'application/octet-stream',
	};
}

/** Removes folders from a name that a performer chose, because workflows write files under it. */
function fileName(name: string): string | undefined {
	const last = name.split(/[\\/]/).at(-1) ?? '';
	const visible = clean(last, last.length);
	return /^\.*$/.test(visible) ? undefined : shortened(visible);
}

/** Longest name of a file, in bytes, that file systems store. */
const MAX_NAME_BYTES = 255;

/** Shortens a name, but keeps its extension, by which other nodes and programs know the type. */
function shortened(name: string): string {
	if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
	const [extension = ''] = /\.[^.\s]{1,16}$/.exec(name) ?? [];
	let base = '';
	for (const letter of name.slice(0, name.length - extension.length)) {
		if (Buffer.byteLength(base + letter + extension) > MAX_NAME_BYTES) break;
		base += letter;
	}
	return base + extension;
}

/** Downloads a file; throws if it has more than `maxBytes`, without reading it. */
export async function downloadAttachment(
	send: Send,
	id: string,
	maxBytes: number,
): Promise<Buffer> {
	const path = pathOf`/attachments/${id}/download`;
	const doing = `downloading the attachment ${id}`;
	const read = (bytes: Buffer) => bytes;
	const request = { method: 'GET', api: 'v1', path, doing } as const;
	const { body } = await send({ ...request, read, accept: '*/*', maxBytes });
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
