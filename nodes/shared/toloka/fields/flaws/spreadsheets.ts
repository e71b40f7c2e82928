/** Detects what spreadsheets and databases put into cells in place of what people wrote there. */

/** Errors of formulas in Excel, in the languages of its users, and in similar programs. */
const FORMULA_ERRORS = new Set(
	[
		'N/A REF! VALUE! DIV/0! NAME? NUM! NULL! ERROR! SPILL! CALC! FIELD! BLOCKED! CONNECT! GETTING_DATA',
		'ERROR BUSY! UNKNOWN! PYTHON! EXTERNAL! TIMEOUT!',
		'Н/Д ССЫЛКА! ЗНАЧ! ДЕЛ/0! ИМЯ? ЧИСЛО! ПУСТО! ПЕРЕНОС! ВЫЧИСЛ!',
		"ПОСИЛАННЯ! ЗНАЧЕННЯ! ДІЛ/0! ІМ'Я? ІМ’Я? ПЕРЕНЕСЕННЯ!",
		'NV BEZUG! WERT! ZAHL! ÜBERLAUF! VALEUR! NOM? NOMBRE! NUL! PROPAGATION!',
		'N/D ¡REF! ¡VALOR! ¡DIV/0! ¿NOMBRE? ¡NUM! ¡NULO! RIF! VALORE! NOME? NULLO!',
		'VALOR! NÚM! NULO! N/D! ADR! ARG! NAZWA? LICZBA! ZERO! DZIEL/0!',
		'N/B VERW! WAARDE! DEEL/0! NAAM? GETAL! LEEG! OVERLOOP!',
		'YOK BAŞV! DEĞER! SAYI/0! AD? SAYI! BOŞ! TAŞMA!',
		'SAKNAS! REFERENS! VÄRDEFEL! DIVISION/0! NAMN? OGILTIGT! SKÄRNING!',
		'I/T REFERENCE! VÆRDI! NAVN? OVERLØB! VERDI! OVERFLYT!',
		'PUUTTUU! VIITTAUS! ARVO! JAKO/0! NIMI? LUKU! TYHJÄ!',
		'NENÍ_K_DISPOZICI ODKAZ! HODNOTA! DĚLENÍ_NULOU! NÁZEV? ČÍSLO! PRÁZDNÝ!',
		'HIÁNYZIK HIV! ÉRTÉK! ZÉRÓOSZTÓ! NÉV? SZÁM! NULLA!',
	].flatMap((names) => names.split(' ').map((name) => `#${name}`)),
);
/** LibreOffice numbers its errors. */
const NUMBERED = /^(?:Err|Ошибка) ?:5\d\d$/;

/** Those that nobody writes as hashtags. */
const IN_LOWER_CASE = /^#(?:n\/a|ref!|value!|div\/0!|name\?|num!|null!)$/;

/** Whether a cell is the error of a formula. `#Python!` and `#zero!` are hashtags. */
export function isFormulaError(cell: string): boolean {
	return NUMBERED.test(cell) || FORMULA_ERRORS.has(cell) || IN_LOWER_CASE.test(cell);
}

/** How MySQL and Postgres (`\N`) and pandas (`<NA>`) write an empty cell to files. */
export function isNullOfFile(cell: string): boolean {
	return cell === '\\N' || cell === '<NA>';
}

/** What Excel writes for TRUE and FALSE to CSV files, in the languages of its users. */
const TRUE_WORD =
	/^(?:ИСТИНА|ІСТИНА|WAHR|VRAI|VERDADERO|VERO|VERDADEIRO|PRAWDA|WAAR|DOĞRU|SANT|SAND|SANN|TOSI|PRAVDA|IGAZ)$/;
const FALSE_WORD =
	/^(?:ЛОЖЬ|ХИБНІСТЬ|FALSCH|FAUX|FALSO|FAŁSZ|ONWAAR|YANLIŞ|FALSKT|FALSK|USANN|EPÄTOSI|NEPRAVDA|HAMIS)$/;

/** The boolean value of such a word in upper case; undefined for any other text. */
export function booleanOfWord(word: string): boolean | undefined {
	if (TRUE_WORD.test(word)) return true;
	return FALSE_WORD.test(word) ? false : undefined;
}

/** `1.52483E+18`: what is left of a long number in a saved CSV file. */
const SHORTENED = /^\s*[+-]?\d(?:[.,]\d+)?E\+\d{2,3}\s*$/;

/** What is wrong with a text that was a longer number; undefined for any other. */
export function shortenedNumber(text: string): string | undefined {
	if (!SHORTENED.test(text)) return undefined;
	return `is ${text.trim()}, a number that a spreadsheet shortened: format the column as text there`;
}
