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

/** What the workflow hands to the node. */
export function rowsFor({ workload, rows }: Task): Row[] {
	if (workload === 'W3') return imageRows(rows);
	return workload === 'W4' ? taskRows(rows) : [{}];
}
