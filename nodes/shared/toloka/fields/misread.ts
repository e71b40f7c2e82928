/** Detects, by its characters, UTF-8 text that was read in another encoding. */

/** UTF-8 continuation bytes (0x80 to 0xBF), as each encoding shows them. */
const LATIN =
	'[\\x80-\\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]';
const CYRILLIC = '[ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\\x98™љ›њќћџ\\xa0ЎўЈ¤Ґ¦§Ё©Є«¬\\xad®Ї°±Ііґµ¶·ё№є»јЅѕї]';
const MAC = '[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø]';

/** What people write after a letter that may also begin a misread character: “CAFÉ®”, “VÝŽIVA”. */
const USUAL_BEHIND =
	'[\\xa0\\xa9\\xab\\xae\\xb0\\xb7\\xbb\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2022\u2122\u2039\u203a\u0160\u0161\u017d\u017e]';
/** Signs, and small letters, that nobody writes between Р or С and another one; “РіРі” is possible. */
const RARE = '[‚†‡€‰‹™›¤¦§©¬®°±µ¶№]';
const RARE_OR_SMALL = '[‚†‡€‰‹™›¤¦§©¬®°±µ¶№ѓђљњќћџґѕ]';
/** Letters of alphabets that have no “ё”. */
const WITHOUT_YO = '[ЂђЃѓЄєЇїЈјЅѕЉљЊњЋћЌќЏџҐґ]';
/** Characters of `MAC` that do not occur in ornaments such as “—•—•—”. */
const MAC_IN_WORDS = '[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø]';

interface Reading {
	/** Matches text that may be misread UTF-8 from beginning to end. */
	whole: RegExp;
	/** Matches what occurs in such text only if it certainly was misread. */
	surely: RegExp;
}

function reading(by: string, begins: readonly string[], surely: readonly string[]): Reading {
	const [two, three, four] = begins;
	const characters = [`${two}${by}`, `${three}${by}{2}`, `${four}${by}{3}`].join('|');
	return {
		whole: new RegExp(`^(?:[\\x01-\\x7f]|${characters})*$`),
		surely: new RegExp(surely.join('|'), 'u'),
	};
}

const READINGS = [
	// Text in another script becomes several such characters in a row; a single one may be genuine.
	reading(
		LATIN,
		['[\\xc2-\\xdf]', '[\\xe0-\\xef]', '[\\xf0-\\xf4]'],
		[
			`\\xc2${LATIN}`,
			`[\\xc3-\\xc5](?!${USUAL_BEHIND})${LATIN}`,
			`(?<=\\p{Ll})[\\xc3-\\xc5]${LATIN}`,
			`[\\xc3-\\xc5]${LATIN}(?=\\p{L})`,
			`(?:[\\xc6-\\xdf]${LATIN}){2}`,
			`\\xe2${LATIN}{2}`,
			`(?:[\\xe0-\\xef]${LATIN}{2}){2}`,
			`[\\xf0-\\xf4]${LATIN}{3}`,
		],
	),
	reading(
		CYRILLIC,
		['[В-Я]', '[а-п]', '[р-ф]'],
		[
			`[РС]${CYRILLIC}[РС]${RARE_OR_SMALL}`,
			`[РС]${RARE_OR_SMALL}[РС]${CYRILLIC}`,
			`(?<=[A-Za-z])[ГДЕ]${CYRILLIC}`,
			`[ГДЕ]${CYRILLIC}(?=[a-z])`,
			`(?:[а-п]${CYRILLIC}{2}){2}`,
			`рџ${CYRILLIC}{2}`,
			`Рё[РС]${WITHOUT_YO}`,
			`[РС]${WITHOUT_YO}Рё`,
		],
	),
	reading(
		MAC,
		['[¬√ƒ≈∆«»…\\xa0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ]', '[‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ]', '[\uf8ffÒÚÛÙ]'],
		[
			// Not the square roots that people write: “x√π”, “2√Ω”.
			`(?<=[A-Za-z]{2})√(?![πΩ∞])${MAC}`,
			`(?<=[A-Za-z])√(?!π)${MAC}(?=[a-z])`,
			`√(?![πΩµª∞∂∫∑∏°±≤≥])${MAC}(?=[a-z])`,
			`(?:[–—]${MAC_IN_WORDS}){2}`,
			`\uf8ffü${MAC}`,
		],
	),
];

/**
 * Certain signs of misreading even within other text: words and punctuation, read as Windows-1251
 * or Mac Roman.
 */
const ANYWHERE = new RegExp(
	[
		`(?=(?:[РС]${CYRILLIC}){0,2}[РС]${RARE_OR_SMALL})(?:[РС]${CYRILLIC}){3}`,
		`[РС](?:Ѕ|${RARE_OR_SMALL})[РС]${RARE}`,
		`[РС]${RARE}[РС]${CYRILLIC}`,
		`в(?:Ђ${CYRILLIC}|„[–ў]|‚[¬Ѕ]|€’)`,
		`(?:[–—]${MAC_IN_WORDS}){3}`,
		'‚(?:Ä[ìîòôúùû¶¢†]|Ç¨|Ñ[¢ñ])',
	].join('|'),
);

/** A quick first check; few texts in Cyrillic match. */
const SUSPECT = new RegExp(`[РС]${CYRILLIC}|в[Ђ„‚€]|[–—]${MAC_IN_WORDS}|‚[ÄÇÑ]`);

/** Whether a text is certainly UTF-8 that was read as Windows-1252, Windows-1251 or Mac Roman. */
export function isMisread(text: string): boolean {
	if (SUSPECT.test(text) && ANYWHERE.test(text)) return true;
	return READINGS.some(({ whole, surely }) => whole.test(text) && surely.test(text));
}
