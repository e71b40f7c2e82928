/** Text, or a value that is taken as a whole, such as {{ $json.ids }}. */
const WHOLE =
	/^=(?:[^{]*|\s*\{\{\s*(?:"[^"]*"|'[^']*'|\$(?:\((?:'[^']*'|"[^"]*")\)(?:\.(?:first|last)\(\))?)?[\w$.?[\]'"\s-]*)\s*\}\}\s*)$/;

/**
 * Whether a list of ids in text may lack one, because the expression that joined it found nothing,
 * as in {{ $json.a }},{{ $json.b }}. Whoever wrote a whole list may have ended it with a comma.
 *
 * @param entered the value in the panel, its expression not evaluated.
 */
export function mayLackId(list: unknown, entered: unknown): boolean {
	if (typeof list !== 'string' || typeof entered !== 'string' || !entered.startsWith('='))
		return false;
	return list.split(/[,;]/).some((part) => part.trim() === '') && !WHOLE.test(entered);
}
