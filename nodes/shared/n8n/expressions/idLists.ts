const PARTS = /\{\{(.*?)\}\}/s;
const QUOTED = /"[^"]*"|'[^']*'/g;
/** Names and calls without arguments, which take a value as a whole: `$json.ids`, `$('Rows').first()`. */
const NAMES = /^[\p{L}\p{N}\s_$.?|[\]()]*$/u;
/** Nothing between two commas, also in JSON text: `["1", ""]`. */
const NO_ID = /^\s*$|^[\s[]*(?:""|'')[\s\]]*$/;
const JOINING = /\b(?:join|concat|toString)\b/;

/**
 * Whether a list of ids in text may lack one, because the expression that joined it found nothing,
 * as in {{ $json.a }},{{ $json.b }}. Whoever wrote a whole list may have ended it with a comma.
 *
 * @param entered the value in the panel, its expression not evaluated.
 */
export function mayLackId(list: unknown, entered: unknown): boolean {
	if (typeof list !== 'string' || typeof entered !== 'string' || !entered.startsWith('='))
		return false;
	return list.split(/[,;]/).some((part) => NO_ID.test(part)) && isJoined(entered.slice(1));
}

/** Whether an expression may put several values together. */
function isJoined(text: string): boolean {
	const [before, code, ...after] = text.split(PARTS);
	if (code === undefined) return false;
	const bare = code.replace(QUOTED, '');
	return [before, ...after].join('').trim() !== '' || !NAMES.test(bare) || JOINING.test(bare);
}
