/** Explains text that looks like JSON, but is in the notation of another program. */

/** Texts in JSON's own quotes, which may contain anything; the last one may be cut off. */
const QUOTED = /"(?:[^"\\]|\\.)*(?:"|\\?$)/gs;
const OF_PYTHON = /'|\b(?:None|True|False)\b/;

/** Why a list or an object in text is not JSON, to end a message; empty if that is not known. */
export function notationText(text: string): string {
	if (!/^\s*[[{(]/.test(text)) return '';
	const bare = text.replace(QUOTED, '');
	if (/[“”„«»]/.test(bare)) return ': JSON needs straight quotes (")';
	if (OF_PYTHON.test(bare)) return ': it is in the notation of Python, write it with json.dumps';
	return /\b(?:NaN|Infinity|undefined)\b/.test(bare)
		? ': JSON has no NaN, Infinity or undefined, write null'
		: '';
}
