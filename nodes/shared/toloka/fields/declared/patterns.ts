/** The documented forms of values (toloka-api §3.4, §5.1). */

/** A link of visible characters. Persian and Indic words, and emoji, have joiners within them. */
export const LINK =
	/^(?:https?:\/\/|www)(?:[^\s\p{Cf}\p{Cc}\uFFFD]|(?<=\P{ASCII})[\u200c\u200d](?=\P{ASCII}))+$/u;
/** Nearly all links, matched in half the time. */
const USUAL_LINK = /^https?:\/\/[!-$&-9;-~]+$/;
const LIKELY_LINK = /^https?:\/\/[!-~]+$/;

/** Whether a text is certainly one link, with no other link and no remains of an object in it. */
export function isLikelyLink(text: string): boolean {
	if (USUAL_LINK.test(text)) return true;
	return LIKELY_LINK.test(text) && text.indexOf('://', 7) === -1 && !text.includes('%20Object');
}

/**
 * Several links in a row, also with `<br>`, `\n` or `、` between them; a single link may contain
 * others in its path or query.
 */
export const SEVERAL_LINKS =
	/^(?:https?:\/\/(?:(?![=/?]https?:\/\/).)*?(?:[\s,;|>、，；]|\\n)https?:\/\/|www\.(?:(?![=/?](?:https?:\/\/|www\.)).)*?(?:[\s,;|>、，；]|\\n)(?:https?:\/\/|www\.))/is;

/** Latitude, then longitude. */
export const COORDINATES = /^(-?\d+(?:\.\d+)?), ?(-?\d+(?:\.\d+)?)$/;
/** Coordinates that are within the ranges whatever their digits are. */
export const LIKELY_COORDINATES = /^-?[0-8]?\d(?:\.\d+)?,-?\d{1,2}(?:\.\d+)?$/;

/** A number with a decimal comma, as in many countries. */
export const DECIMAL_COMMA = /^\s*[+\-\u2212]?\d+,\d+\s*$/;
