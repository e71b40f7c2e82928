/** Whole microseconds since the epoch: items have dates with six fraction digits. */
export type Microseconds = number;

export const US_PER_MS = 1000;
const US_PER_SECOND = 1_000_000;

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(?:Z|\+00:00)?$/;

/** Fraction digits of a date; 'trimmed' drops trailing zeros (toloka-api §2.2). */
type FractionDigits = number | 'trimmed';

/** How a date marks UTC, if at all. */
export type ZoneMark = '' | 'Z' | '+00:00';

interface DateStyle {
	digits: FractionDigits;
	zone: ZoneMark;
}

/** UTC, ISO 8601, normally without a zone suffix (toloka-api §2.2). Digits are cut, not rounded. */
export function formatDate(time: Microseconds, style: DateStyle): string {
	const fraction = ((time % US_PER_SECOND) + US_PER_SECOND) % US_PER_SECOND;
	const seconds = new Date((time - fraction) / US_PER_MS).toISOString().slice(0, 19);
	const digits = fractionText(fraction, style.digits);
	return seconds + (digits === '' ? '' : `.${digits}`) + style.zone;
}

/** Parses a date as accepted in queries, date-only included; null if it is invalid. */
export function parseDate(text: string): Microseconds | null {
	const parts = DATE.exec(text);
	if (parts === null) {
		return null;
	}
	const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = parts;
	const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	if (Number.isNaN(whole)) {
		return null;
	}
	return whole * US_PER_MS + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function fractionText(fraction: number, digits: FractionDigits): string {
	const all = String(fraction).padStart(6, '0');
	return digits === 'trimmed' ? all.replace(/0+$/, '') : all.slice(0, digits);
}
