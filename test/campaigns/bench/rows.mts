import type { Task } from './task.mts';

/** A row of a spreadsheet. */
export type Row = Record<string, string>;

/** Rows that the emulator's image moderation project accepts. */
function imageRows(count: number): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `row-${index}`,
		image_url: `https://images.example.org/photos/${index}.jpg`,
	}));
}

/** Rows that the pools of its first project accept. */
function taskRows(count: number): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		image: `https://images.example.org/photos/${index}.jpg`,
		note: `Photo ${index}`,
	}));
}

/** What the workflow hands to the node: parsed from JSON, as all data in n8n once was. */
export function rowsFor({ workload, rows }: Task): Row[] {
	if (workload === 'W3' || workload === 'W8') return parsed(imageRows(rows));
	return workload === 'W4' ? parsed(taskRows(rows)) : [{}];
}

/** Texts put together from parts are copied when they are first read, which is nobody's work here. */
function parsed(rows: Row[]): Row[] {
	return JSON.parse(JSON.stringify(rows)) as Row[];
}
