import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { drawPhoto } from '../../photo.mts';
import { createRandom, hashText } from '../../random.mts';
import type { FieldSpec, Spec } from '../../service/inputSpec.mts';
import type { World } from '../../world.mts';
import type { Assignment } from '../entities.mts';

/** Usual number of files in an answer of type `array_file`. */
const FILES_IN_ARRAY = 2;

/** Ids of the files in a performer's answer to a task (toloka-api §P5). */
export function fileIdsOf(assignment: Assignment, task: number): JsonObject {
	const ids: JsonObject = {};
	for (const [name, count] of fileFields(assignment.pool.project.outputSpec)) {
		const all = Array.from({ length: count ?? 1 }, (_, file) =>
			fileId(assignment, task, name, file),
		);
		ids[name] = count === null ? (all[0] ?? null) : all;
	}
	return ids;
}

/** Makes the files of an answer available to be listed and downloaded. */
export function addFiles(world: World, assignment: Assignment, createdUs: Microseconds): void {
	const fields = fileFields(assignment.pool.project.outputSpec);
	if (fields.length === 0 || assignment.answers !== null) {
		return;
	}
	assignment.suite.tasks.forEach((_task, task) => {
		for (const [name, count] of fields) {
			for (let file = 0; file < (count ?? 1); file += 1) {
				addFile(world, assignment, fileId(assignment, task, name, file), createdUs);
			}
		}
	});
}

function addFile(world: World, assignment: Assignment, id: string, createdUs: Microseconds): void {
	const name = `photo_${id.slice(0, 4)}.png`;
	const bytes = (): Buffer => drawPhoto(id);
	const mediaType = 'image/png';
	world.attachments.set(id, { id, name, mediaType, assignment, createdUs, bytes });
}

/** File fields with their number of files; null = one, not in an array. */
function fileFields(spec: Spec): Array<[string, number | null]> {
	return Object.entries(spec).flatMap(([name, field]): Array<[string, number | null]> => {
		switch (field.type.toLowerCase()) {
			case 'file':
				return [[name, null]];
			case 'array_file':
				return [[name, filesIn(field)]];
			default:
				return [];
		}
	});
}

/** As many as usual, or as the spec demands. */
function filesIn({ min_size: min = 0, max_size: max = Infinity }: FieldSpec): number {
	return Math.min(Math.max(FILES_IN_ARRAY, min), max);
}

function fileId(assignment: Assignment, task: number, name: string, file: number): string {
	return createRandom(hashText(`${assignment.id}/${task}/${name}/${file}`)).uuid();
}
