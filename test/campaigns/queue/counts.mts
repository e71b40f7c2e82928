import type { RowsMessage } from './workflows.mts';

/** How many were to exist, and how many are missing or extra. */
export interface Count {
	wanted: number;
	lost: number;
	doubled: number;
}

/** Builds rows for the project, which become items. */
export function rows(name: string, size: number): RowsMessage {
	const one = (index: number) => ({
		id: `${name}-${index}`,
		image_url: `https://example.com/${encodeURIComponent(name)}/${index}.jpg`,
	});
	return { name, rows: Array.from({ length: size }, (_, index) => one(index)) };
}

/** Builds rows for the pool, which become tasks. */
export function tasks(name: string, size: number): RowsMessage {
	const one = (index: number) => ({ image: `https://example.com/${name}/${index}.jpg` });
	return { name, rows: Array.from({ length: size }, (_, index) => one(index)) };
}

export function count(wanted: string[], made: string[]): Count {
	const keys = new Set(wanted);
	const found = made.filter((key) => keys.has(key));
	const distinct = new Set(found).size;
	return { wanted: keys.size, lost: keys.size - distinct, doubled: found.length - distinct };
}

export function sum(counts: Count[]): Count {
	const total = (key: keyof Count) => counts.reduce((before, one) => before + one[key], 0);
	return { wanted: total('wanted'), lost: total('lost'), doubled: total('doubled') };
}
