import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { cell, read } from './readRow.mts';

const MISREAD = /^is UTF-8 that was read in another encoding: choose UTF-8 where its file is read$/;

describe('corrupted text', () => {
	it.each([
		['h\0i\0', /^has U\+0000 \(NUL\): its file is probably UTF-16/],
		['cut 🙂'.slice(0, -1), /^has half a character/],
		['ÐŸÑ€Ð¸Ð²ÐµÑ‚, 5', /^is UTF-8 that was read in another encoding/],
		...[
			'cafÃ©',
			'CAFÃ‰',
			'sÄ…',
			'Ã…rhus',
			'voilÃ\u00a0',
			'Å\u00a0koda',
			'vÅ\u00a0e',
			'â‚¬5',
			'ðŸ™‚',
			'10 Â°C',
			'æ—¥æœ¬',
		].map((text): [string, RegExp] => [text, /^is UTF-8 that was read in another encoding/]),
		[' #N/A\n', /^is #N\/A, which a spreadsheet puts where a formula fails/],
		...['#n/a', '#SPILL!', '#Н/Д', '#ЗНАЧ!', '#WERT!', '#¡REF!', '#NOM?', '#ref!', '#ERROR'].map(
			(text): [string, RegExp] => [text, /which a spreadsheet puts where a formula fails/],
		),
		...['#ПЕРЕНОС!', '#ВЫЧИСЛ!', '#ПОСИЛАННЯ!', "#ІМ'Я?", '#YOK', '#DEĞER!', '#SAKNAS!'].map(
			(text): [string, RegExp] => [text, /which a spreadsheet puts where a formula fails/],
		),
		...['#VÆRDI!', '#PUUTTUU!', '#NÁZEV?', '#HIV!', '#BUSY!', 'Err:502'].map(
			(text): [string, RegExp] => [text, /which a spreadsheet puts where a formula fails/],
		),
		...['1.52483E+18', ' 1,5E+11', '-7E+10'].map((text): [string, RegExp] => [
			text,
			/^is [-\d.,]+E\+\d+, a number that a spreadsheet shortened: format the column as text/,
		]),
		...['caf\u00ef¿½', 'РџСЂРё пїЅ', 'aÔøΩb'].map((text): [string, RegExp] => [
			text,
			/^has “.*” where characters were lost \(U\+FFFD\)/,
		]),

		...['\\N', ' <NA>'].map((text): [string, RegExp] => [
			text,
			/^is (?:\\N|<NA>), which a program wrote for an empty cell: leave the cell empty/,
		]),
		[' Invalid DateTime', /^is Invalid DateTime, which n8n returns for a value that is not a date/],
		...[
			'[object Object]',
			'Look at [object Object],',
			'https://a.b/[object%20Object]',
			'Is the name right? Name: [object Object], as the shop on the left writes it',
			'Read the text and choose what it is about:\n[object Object]\nDo not guess it',
			'Choose the best one of all these texts by people: [object Object],[object Object]',
		].map((text): [string, RegExp] => [
			text,
			/^has \[object(?: |%20)Object\], the remains of an object/,
		]),
	])('%j is refused, in lists and JSON, too', (text, reason) => {
		expect(cell('string', text)).toMatch(reason);
		expect(cell('string', `${text}`, { allowed_values: [text] })).toMatch(reason);
		expect(cell('array_string', ['a', text])).toMatch(reason);
		expect(cell('json', { a: [text] })).toMatch(reason);
		expect(cell('json', JSON.stringify({ a: [text] }))).toMatch(reason);
	});

	it.each([
		['#REF!', /^is #REF!, which a spreadsheet puts where a formula fails/],
		['\\N', /^is \\N, which a program wrote for an empty cell/],
		['РџСЂРёРІРµС‚', /^is UTF-8 that was read in another encoding/],
		['5\ufffd', /^has lost characters \(U\+FFFD\)/],
		['Invalid DateTime', /^is Invalid DateTime, which n8n returns/],
		['[object Object]', /^has \[object Object\], the remains of an object/],
	])('%j in a field for something other than text is called what it is', (text, reason) => {
		for (const type of ['integer', 'float', 'boolean', 'coordinates', 'json']) {
			expect(cell(type, text)).toMatch(reason);
			expect(cell(type, text, { allowed_values: [1] })).toMatch(reason);
			expect(cell(`array_${type}`, text)).toMatch(reason);
		}
		expect(cell('array_url', text)).toMatch(reason);
	});

	it.each([
		'Привет',
		...['SELKÄ\u00a0EDELLÄ\u00a0MAAHAN', 'PÅ\u00a0DANSK', 'AMANHÃ\u00a0CEDO'],
		'café à la crème',
		'Ã',
		'“quoted”',
		'#hashtag',
		'#1',
		'🙂',
		'NaN',
		'Null',
		'日本',
		...['NESCAFÉ® Gold', 'ANDRÉ’S PIZZA', 'PERÚ…', 'Viel Spaß…', 'QUALITÉ\u00a0: bonne'],
		...[
			'see #REF! there',
			'Err:',
			'Loading...',
			'#YOKUS',
			'1E+5',
			'1.5e+11',
			'a 1.5E+11',
			'Invalid date',
		],
		...['VÝŽIVA', 'MÔŽE', 'NÍŽE', 'BLÅ…', 'Elsaß–Lothringen', '“un café…”', '#WOW!', '#nv'],
		...['#Python!', '#Zero!', '#connect!', '#пусто!', '#Name?'],
	])('%j is accepted', (text) => {
		expect(cell('string', text)).toBe(text);
	});
});

describe('UTF-8 read as Windows-1251 or Mac Roman', () => {
	const WORDS = [
		...['Привет', 'да', 'НЕТ', 'Оценка товара', 'Ответ: да', 'Київ', 'Сім’я', 'Добър ден'],
		...[
			'Љубав',
			'№ 5',
			'don’t',
			'“quoted”',
			'café',
			'Straße',
			'München',
			'École',
			'🙂 ok',
			'100 €',
		],
	];

	it.each(['windows-1251', 'macintosh'])('is refused, within other text, too: %s', (encoding) => {
		const decoder = new TextDecoder(encoding);
		for (const word of WORDS) {
			expect(cell('string', decoder.decode(new TextEncoder().encode(word)))).toMatch(MISREAD);
		}
		for (const word of ['Привет', 'Оценка', 'don’t', '“quoted”']) {
			const text = `Вопрос: ${decoder.decode(new TextEncoder().encode(word))}?`;
			expect(cell('string', text)).toMatch(MISREAD);
		}
	});

	it.each(['мир', 'рис', 'киви', 'пик 3', 'миф'])(
		'is refused as Windows-1251, as “ё” does not occur beside letters of other alphabets: %s',
		(word) => {
			const decoder = new TextDecoder('windows-1251');
			expect(cell('string', decoder.decode(Buffer.from(word)))).toMatch(MISREAD);
		},
	);

	it.each([
		...['СССР', '„РСФСР“', 'С°', 'Р№ 5', '«РС»', 'РЁС', 'С Рёрихом', 'С\u00a0Рёрихом', 'СЁРФ'],
		...['ДОРІС®', '«ДОРІС»', 'ДОРІС…', 'СІРІСТЬ', 'РіРі', 'м.Рівне,С.Рівне', 'ӨСІРІСІ', 'РЎ'],
		...['„Џорџ“…', 'Срђан', 'Ђорђе', 'Его звали „Иванов“ – в 5 €', 'С–С–С–С', 'О·РЕС·РІ'],
		...['—•—•—•—', '– À la carte – Émile –', '—À!—Ô!—É!', '‚Ärger‘', 'x√π', '2√Ω', 'sin√π', '≈ 5'],
	])('is not suspected in %j', (text) => {
		expect(cell('string', text)).toBe(text);
	});
});

describe('Windows-1251 that was read as Windows-1252', () => {
	/** Reads the bytes of Cyrillic text in Windows-1251 as Windows-1252. */
	const misread = (text: string) =>
		text.replace(/[А-я]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x350));
	const FOUND = 'is Windows-1251 that was read in another encoding: save its file as UTF-8';

	it.each([
		'Привет',
		'Нет',
		'КРАСНЫЙ',
		'Что на фото 5?',
		'Улица Ленина, 5',
		'iPhone: отзыв о товаре',
	])('is refused: %s', (text) => {
		expect(cell('string', misread(text))).toBe(FOUND);
		expect(cell('array_string', [misread(text)])).toContain(FOUND);
	});

	it('is named in the name of a column', () => {
		const { problems } = read(
			{ [misread('Ссылка')]: 'x' },
			new Map([['Ссылка', { type: 'string' }]]),
		);
		expect(problems.map(({ reason }) => reason).join()).toContain(`its name ${FOUND}`);
	});

	it.each([
		...[
			'àâäæçéèêëîïôœùûüÿ',
			'äöüß ÄÖÜ',
			'áéíóúñü ÁÉÍÓÚÑÜ',
			'áâãàçéêíóôõú',
			'æøå ÆØÅ',
			'ðþæöáéíóúý',
		],
		...[
			'àáâãèéêìíòóôõùúý',
			'jäääär',
			'töööö',
			'àèéìòù',
			'ÞÐÆÖ',
			'Ça a été créé à Åre',
			'één êtres',
		],
		...[
			'èòàùì',
			'áÁéÉíÍóÓúÚñÑüÜ',
			'ÀàÈèÉéÌìÎîÒòÙù',
			'ÂâÀàÇçÉéÈèÊêËëÎîÏïÔôÙùÛûÜüÿ',
			'ÀÁÂÃÄÅàáâãäåÒÓÔÕÖØòóôõöøÈÉÊËèéêëÇçÌÍÎÏìíîïÙÚÛÜùúûüÿÑñ',
		],
	])('is not suspected in %j', (text) => {
		expect(cell('string', text)).toBe(text);
	});
});

describe('a lost date', () => {
	const reasonOf = (name: string, value: unknown, spec: object = {}) => {
		const specs = new Map([[name, { type: 'string', required: false, ...spec }]]);
		return read({ [name]: value }, specs).problems.map(({ reason }) => reason);
	};
	const DAYS = "the spreadsheet's number for 2026-01-31: convert it to text there";

	it("that became a spreadsheet's number is refused in a date field", () => {
		const names = ['date', 'Date of birth', 'taken_at', 'takenAt', 'birth-date', 'дата', 'day 1'];
		for (const name of names) {
			expect(reasonOf(name, 46053)).toEqual([expect.stringContaining(`is 46053, ${DAYS}`)]);
			expect(reasonOf(name, '46053')).toEqual([expect.stringContaining(DAYS)]);
			expect(reasonOf(name, 46053.5)).toEqual([expect.stringContaining(`is 46053.5, ${DAYS}`)]);
		}
		const known = rowReader(
			{ inputSpec: new Map(), outputSpec: new Map([['date', { type: 'string' }]]) },
			'refuse',
		);
		expect(known({ 'GOLDEN:date': 46053 }).problems).toMatchObject([{ field: 'GOLDEN:date' }]);
	});

	it.each(['Invalid Date', 'Invalid date', 'NaT', '0000-00-00', '0000-00-00 00:00:00'])(
		'that is not a date is refused in a date field: %s',
		(text) => {
			expect(reasonOf('taken_at', text)).toEqual([
				`is ${text}, which means that a date could not be read`,
			]);
			expect(reasonOf('label', text)).toEqual([]);
		},
	);

	it("as a time that became a spreadsheet's number is refused in a field for times", () => {
		for (const name of ['time', 'Start time', 'start_time', 'startTime', 'время']) {
			expect(reasonOf(name, 0.541666666666667)).toEqual([
				'is 0.541666666666667, the spreadsheet\'s number for 13:00:00: convert it to text there with TEXT(…, "hh:mm:ss")',
			]);
			expect(reasonOf(name, '46053.5416666667')).toEqual([
				'is 46053.5416666667, the spreadsheet\'s number for 2026-01-31 13:00:00: convert it to text there with TEXT(…, "yyyy-mm-dd hh:mm:ss")',
			]);
			for (const value of [0.5, 12.5, 0.123456789012, '0.5416', '13:00', 1_769_817_600.123456789]) {
				expect(reasonOf(name, value)).toEqual([]);
			}
		}
		expect(reasonOf('share', 0.541666666666667)).toEqual([]);
	});

	it('is not assumed of durations: 20 minutes are as exact a part of an hour as 08:00 of a day', () => {
		const names = ['time_hours', 'time_spent', 'responseTime', 'Avg. time', 'precio por hora'];
		for (const name of [...names, 'время ответа', 'время, мин']) {
			expect(reasonOf(name, 20 / 60)).toEqual([]);
		}
		for (const name of ['time', 'meeting time', 'время встречи']) {
			expect(reasonOf(name, 20 / 60)).not.toEqual([]);
		}
	});

	it('is a plain number in any other field, and other numbers may be dates', () => {
		const names = ['id', 'update', 'format', 'lat', 'candidate', 'priced_at', 'zip', 'time'];
		for (const name of [...names, 'date_id', 'day number', 'Код даты']) {
			expect(reasonOf(name, 46053)).toEqual([]);
		}
		for (const value of [2026, '20260131', 1769817600, '31.01.2026', '2026-01-31', 12345, 990000]) {
			expect(reasonOf('date', value)).toEqual([]);
		}
		expect(reasonOf('date', 46053, { type: 'integer' })).toEqual([]);
	});
});
