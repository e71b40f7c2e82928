/** The values within a list or an object at any depth, each object once; bytes are not searched. */
export function valuesWithin(value: unknown): unknown[] {
	const values: unknown[] = [];
	const seen = new Set<unknown>();
	const open: unknown[] = [value];
	for (const one of open) {
		if (typeof one !== 'object' || one === null) values.push(one);
		else if (!seen.has(one) && !ArrayBuffer.isView(one)) {
			seen.add(one);
			for (const part of Object.values(one)) open.push(part);
		}
	}
	return values;
}

export function textsWithin(value: unknown): string[] {
	return valuesWithin(value).filter((one) => typeof one === 'string');
}
