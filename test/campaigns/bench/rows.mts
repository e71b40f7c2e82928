import type { Task } from './task.mts';

/** A row of a spreadsheet. */
export type Row = Record<string, string>;

/** Builds rows that the emulator's image moderation project accepts. */
function imageRows(count: number): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `row-${index}`,
		image_url: `https://images.example.org/photos/${index}.jpg`,
	}));
}

/** Builds rows that the pools of the emulator's first project accept. */
function taskRows(count: number): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		image: `https://images.example.org/photos/${index}.jpg`,
		note: `Photo ${index}`,
	}));
}

/** Builds the rows that the workflow passes to the node: parsed from JSON, like all data in n8n. */
export function rowsFor({ workload, rows }: Task): Row[] {
	if (workload === 'W3' || workload === 'W8') return parsed(imageRows(rows));
	return workload === 'W4' ? parsed(taskRows(rows)) : [{}];
}

/**
 * Copies the rows, because V8 flattens concatenated strings when they are first read, which should
 * not count as anybody's work.
 */
function parsed(rows: Row[]): Row[] {
	return JSON.parse(JSON.stringify(rows)) as Row[];
}
