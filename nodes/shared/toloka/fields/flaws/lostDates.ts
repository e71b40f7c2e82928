/** Detects texts that were dates, in the forms that various programs leave. */

/** What n8n's expressions return for text of an invalid date. */
const OF_N8N = 'Invalid DateTime';

/** What is wrong with a text that n8n made of an invalid date; undefined for any other. */
export function unmadeDate(text: string): string | undefined {
	if (text.trim() !== OF_N8N) return undefined;
	return `is ${OF_N8N}, which n8n returns for a value that is not a date: correct the date or its expression`;
}

/** What is wrong with a text that was a date or a time; undefined for any other. */
type Lost = (text: unknown) => string | undefined;

/**
 * How to detect lost values in a text field for dates (`taken_at`, `Date of birth`), in which
 * five-digit numbers are no dates, or for times (`start_time`); undefined for other fields.
 */
export function lostIn(field: string, type: string): Lost | undefined {
	if (type !== 'string') return undefined;
	if (OF_NUMBERS.test(field)) return undefined;
	if (OF_DATES.test(field) || /[a-z]Date$/.test(field)) return lostDate;
	const isOfTimes = OF_TIMES.test(field) || /[a-z]Time$/.test(field);
	return isOfTimes && !OF_DURATIONS.test(field) ? lostTime : undefined;
}

/** Names for numbers that stand for a date or a time, such as `date_id`. */
const OF_NUMBERS = /(?:^|[^\p{L}])(?:id|code|nr|number|индекс|код|номер)(?:[^\p{L}]|$)/iu;
/** Names for the time of an action; 25000 in `priced_at` is a price. */
const DONE_AT =
	'(?:created|updated|modified|taken|published|recorded|captured|finished|completed|uploaded|visited|posted)[_ -]?at$';
const OF_DATES = new RegExp(
	`(?:^|[^\\p{L}])(?:date|datetime|day|birthday|дата|datum|fecha)(?:[^\\p{L}]|$)|${DONE_AT}`,
	'iu',
);

const OF_TIMES = /(?:^|[^\p{L}])(?:time|время|час|uhrzeit|zeit|hora|heure)(?:[^\p{L}]|$)/iu;

/** Names for how long something takes, or costs: 20 minutes are 0.3333333333333333 hours, not 08:00. */
const OF_DURATIONS =
	/spent|taken|elapsed|duration|react|respon|reading|wait|avg|average|mean|median|total|share|ratio|ответа|среднее|затрач|выполнения|(?:^|[^\p{L}])(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms|stunden|minuten|sekunden|horas|minutos|segundos|per|pro|por|par|km|в|за|мин|сек)(?:[^\p{L}]|$)/iu;

/** Dates as spreadsheets store them, in days since 1899: here from October 1954 to January 2119. */
const DAYS = /^[2-7]\d{4}(?:\.\d+)?$/;
const UNTIL_1970 = 25_569;
/** Times as spreadsheets store them, in parts of a day, perhaps with their date. */
const PART_OF_DAY = /^(?:0|[2-7]\d{4})\.\d{9,}$/;
const SECONDS_PER_DAY = 24 * 60 * 60;
/** What the digits that a spreadsheet keeps may change: other numbers rarely come so close. */
const MOST_OFF = 1e-5;

/** What other programs write for an invalid date, and MySQL for none. */
const NO_DATE = /^(?:Invalid [Dd]ate|NaT|0000-00-00(?:[ T][0:.]+Z?)?)$/;

function lostDate(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined;
	if (NO_DATE.test(text)) return `is ${text}, which means that a date could not be read`;
	if (!DAYS.test(text)) return undefined;
	const at = (Number(text) - UNTIL_1970) * 24 * 60 * 60_000;
	const date = new Date(at).toISOString().slice(0, 10);
	return `is ${text}, the spreadsheet's number for ${date}: convert it to text there with TEXT(…, "yyyy-mm-dd")`;
}

function lostTime(text: unknown): string | undefined {
	if (typeof text !== 'string' || !PART_OF_DAY.test(text)) return undefined;
	const exact = Number(text) * SECONDS_PER_DAY;
	const seconds = Math.round(exact);
	if (Math.abs(exact - seconds) > MOST_OFF) return undefined;
	const [date, time] = new Date((seconds - UNTIL_1970 * SECONDS_PER_DAY) * 1_000)
		.toISOString()
		.split(/[T.]/);
	const [day, format] = text.startsWith('0') ? ['', ''] : [`${date} `, 'yyyy-mm-dd '];
	return `is ${text}, the spreadsheet's number for ${day}${time}: convert it to text there with TEXT(…, "${format}hh:mm:ss")`;
}
