import type { IDataObject } from 'n8n-workflow';
import type { AppProjectInfo } from '../../../../emulator/inProcess/catalogue.mts';
import type { Draw } from '../draw.mts';

/** Rows to push, and how the service judges each of them. */
export interface Rows {
	rows: IDataObject[];
	/** Who refuses the row at this place. */
	refusedBy: Map<number, 'node' | 'service'>;
}

interface RowWishes {
	count: number;
	/** Characters of text that make a row heavy, because requests are also divided by bytes. */
	fatBytes?: number;
	/** Number of distinct contents; fewer than rows creates duplicates. */
	distinct: number;
	badShare: number;
	badFor: 'node' | 'service';
	/** Distinguishes the contents from those of other executions. */
	name: string;
}

/** Input fields of the solution for heavy rows: no limit on the length of a text. */
export const FAT_SPEC = {
	id: { type: 'string', required: false },
	text: { type: 'string' },
	level: { type: 'integer', required: false, max_value: 9 },
};

/** @param projects the projects between which the rows alternate. */
export function makeRows(draw: Draw, projects: readonly AppProjectInfo[], wishes: RowWishes): Rows {
	const refusedBy: Rows['refusedBy'] = new Map();
	const rows = Array.from({ length: wishes.count }, (_, place) => {
		const project = projects[place % projects.length];
		const key = place < wishes.distinct ? place : draw.between(0, wishes.distinct - 1);
		const row = goodRow(project, `${wishes.name}-${key}`, key, wishes.fatBytes ?? 0);
		if (!draw.chance(wishes.badShare)) return row;
		refusedBy.set(place, wishes.badFor);
		return wishes.badFor === 'service' ? badForService(project, row) : badForNode(draw, row);
	});
	return { rows, refusedBy };
}

function goodRow(
	{ inputSpec }: AppProjectInfo,
	name: string,
	key: number,
	fatBytes: number,
): IDataObject {
	if ('image_url' in inputSpec) {
		const caption = key % 3 === 0 ? { caption: `„${name}“ \u{1F4F7}` } : {};
		// A service may rewrite the host in lowercase.
		return { id: name, image_url: `https://Example.com/${name}.jpg`, ...caption };
	}
	if ('level' in inputSpec) return { id: name, text: 'x'.repeat(fatBytes), level: key % 10 };
	const extras =
		key % 2 === 0 ? { tags: ['a', name], meta: { b: key, a: [1, { z: 1, y: 2 }] } } : {};
	return { id: name, text: `Text ${name}`, priority: key % 11, ...extras };
}

/** Makes a row that violates the fields that the service describes. */
function badForNode(draw: Draw, row: IDataObject): IDataObject {
	const required = 'image_url' in row ? 'image_url' : 'text';
	return draw.weighted<() => IDataObject>(
		[2, () => ({ ...row, [required]: undefined })],
		[2, () => ({ ...row, [required]: { no: 'text' } })],
		[1, () => ({ ...row, unknown_field: 1 })],
		[1, () => ({ ...row, [required]: required === 'text' ? 7.5 : 'no link', id: { a: 1 } })],
	)();
}

/** Makes a row that matches the fields in `looseSpec`, but not those of the service. */
function badForService({ inputSpec }: AppProjectInfo, row: IDataObject): IDataObject {
	if ('image_url' in inputSpec) return { ...row, source: 'nowhere' };
	return 'level' in inputSpec ? { ...row, level: 99 } : { ...row, priority: 99 };
}

/** Describes a solution without its limits. */
export function looseSpec({ appId, inputSpec }: AppProjectInfo): {
	id: string;
	name: string;
	input_spec: Record<string, { type: string; required: boolean }>;
} {
	const fields = Object.entries(inputSpec).map(([name, { type, required = true }]) => [
		name,
		{ type, required },
	]);
	return { id: appId, name: 'Loose', input_spec: Object.fromEntries(fields) as never };
}
