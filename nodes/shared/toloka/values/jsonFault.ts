/** One token of JSON, with the white space before it (RFC 8259). */
const TOKEN =
	/[ \t\r\n]*(?:([[\]{},:])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'next' | 'end';

/**
 * Where a text stops being JSON: the index of the first character that cannot be there. Not every
 * version of Node.js reports it.
 */
export function faultInJson(text: string): number {
	const open: string[] = [];
	let expected: Expected = 'value';
	TOKEN.lastIndex = 0;
	for (let at = 0; expected !== 'end'; at = TOKEN.lastIndex) {
		const match: RegExpExecArray | null = TOKEN.exec(text);
		const next: Expected | undefined =
			match === null ? undefined : after(match[1] ?? (match[2] ? '"' : 'x'), expected, open);
		if (next === undefined) return afterSpaces(text, at);
		expected = next;
	}
	return TOKEN.lastIndex;
}

function afterSpaces(text: string, from: number): number {
	const rest = text.slice(from);
	return from + rest.length - rest.replace(/^[ \t\r\n]+/, '').length;
}

/** What may follow a token, or undefined if the token may not be there. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
	if (token === ':') return expected === ':' ? 'value' : undefined;
	if (token === ',') {
		if (expected !== 'next') return undefined;
		return open[open.length - 1] === '{' ? 'key' : 'value';
	}
	if (token === ']' || token === '}') return closed(token, expected, open);
	if (expected === 'key' || expected === 'key or }') return token === '"' ? ':' : undefined;
	if (expected !== 'value' && expected !== 'value or ]') return undefined;
	if (token === '[' || token === '{') {
		open.push(token);
		return token === '[' ? 'value or ]' : 'key or }';
	}
	return open.length === 0 ? 'end' : 'next';
}

function closed(token: string, expected: Expected, open: string[]): Expected | undefined {
	const isArray = token === ']';
	const mayClose = expected === 'next' || expected === (isArray ? 'value or ]' : 'key or }');
	if (!mayClose || open.pop() !== (isArray ? '[' : '{')) return undefined;
	return open.length === 0 ? 'end' : 'next';
}
