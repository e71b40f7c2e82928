/** Detects, by its characters, text that was read in another encoding than it is in. */

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
			// Not the no-break space between words in capitals: “PÅ DANSK”.
			`(?!(?<=\\p{Lu})[\\xc3-\\xc5]\\xa0\\p{Lu})[\\xc3-\\xc5]${LATIN}(?=\\p{L})`,
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
function isUtf8(text: string): boolean {
	if (SUSPECT.test(text) && ANYWHERE.test(text)) return true;
	return READINGS.some(({ whole, surely }) => whole.test(text) && surely.test(text));
}

/** Frequent pairs of letters in Russian. */
const PAIRS =
	'ал ан ат ва ве вы го да до ек ел ен ер ес ет за ие ин ир ит их ка ки ко кс ла ле ло ма ми мо на ' +
	'не ни ны об ов ог ой ом ор ос от ра ре ри ро ру се ск со сс сь та те ти тн то ть ча че чт ый ых';
const PAIR = new RegExp(`(?=(${PAIRS.replace(/ /g, '|').replace(/[а-я]/g, asWindows1252)}))`, 'g');
/** Of the pairs in a list of accented letters in any order, fewer are in `PAIRS`. */
const SHARE_OF_PAIRS = 1 / 5;
/** A word of letters that are Cyrillic in Windows-1251: “Ïðèâåò” is “Привет”. */
const CYRILLIC_WORD = /(?<!\p{L})[\xc0-\xff\xa8\xb8]{3,}(?!\p{L})/gu;
/** Accented letters of related languages, which people list, for example as on a keyboard: “èòàùì”. */
const ALPHABETS = ['àáçèéìíïîñòóùúü', 'àáâãçèéêìíòóôõùúüý', 'àâæçèéêëîïôùûüÿ'];
const LIST = new RegExp(`^(?:${ALPHABETS.map((letters) => `[${letters}]+`).join('|')})$`);

/** How Windows-1252 shows the byte of a small Cyrillic letter. */
function asWindows1252(letter: string): string {
	return String.fromCharCode(letter.charCodeAt(0) - 0x430 + 0xe0);
}

/** Whether a text is certainly Windows-1251 that was read as Windows-1252. */
function isWindows1251(text: string): boolean {
	const found = new Set<string>();
	for (const [match] of text.matchAll(CYRILLIC_WORD)) {
		const word = match.toLowerCase();
		if (LIST.test(word)) continue;
		const pairs = [...word.matchAll(PAIR)].map(([, pair]) => pair);
		if (pairs.length < SHARE_OF_PAIRS * (word.length - 1)) continue;
		for (const pair of pairs) found.add(pair);
		if (found.size > 1) return true;
	}
	return false;
}

/** Why a text is not what it seems; undefined unless it certainly was read in a wrong encoding. */
export function misreading(text: string): string | undefined {
	if (isUtf8(text)) return OF_UTF_8;
	return isWindows1251(text) ? OF_WINDOWS_1251 : undefined;
}

const READ_OTHERWISE = 'that was read in another encoding';
const OF_UTF_8 = `is UTF-8 ${READ_OTHERWISE}: choose UTF-8 where its file is read`;
/** n8n's *Extract From CSV* cannot read Windows-1251. */
const OF_WINDOWS_1251 = `is Windows-1251 ${READ_OTHERWISE}: save its file as UTF-8`;
