import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { conversion } from '../../../nodes/shared/toloka/fields/cells/conversion.ts';
import { partsOf } from '../../../nodes/shared/toloka/fields/flaws/parts.ts';
import { looseContent } from '../../../nodes/shared/toloka/values/likeness.ts';
import { fieldRule } from '../../../nodes/shared/toloka/fields/cells/rules.ts';

const LENGTH = 200_000;
const TYPES = ['string', 'integer', 'float', 'boolean', 'url', 'coordinates', 'json'];
/** Texts that a pattern may match repeatedly, and endings that do not match. */
const UNITS = [
	...[' ', '0', '0.', '9,', 'a,', '\\,', '"a,', '\\"', '[\\"'],
	...['"\n', '[', 'http://a', 'www.', '\u2212', 'Р°'],
];
const TEXTS = UNITS.flatMap((unit) =>
	['', '"', '[', 'http://a'].map((begin) => `${begin}${unit.repeat(LENGTH / unit.length)}x`),
);

/**
 * Takes milliseconds if time grows linearly with the length; an hour would not do if it grew
 * quadratically.
 */
function inBoundedTime(run: () => void): void {
	new Script('run()').runInNewContext({ run }, { timeout: 60_000 });
}

describe('a cell of any length is read in time that grows with its length', () => {
	it.each(TYPES.flatMap((type) => [type, `array_${type}`]))(
		'as %s',
		(type) => {
			const spec = { type, required: true };
			const convert = conversion(spec);
			const reasonAgainst = fieldRule(spec);
			const isRead = TEXTS.map((text) => {
				let reason: string | undefined = 'not read';
				inBoundedTime(() => (reason = reasonAgainst(convert(text))));
				return reason !== 'not read';
			});
			expect(isRead).not.toContain(false);
		},
		300_000,
	);

	it('even when it is compared with what the service has kept', () => {
		const lengths = TEXTS.map((text) => {
			let length = 0;
			inBoundedTime(() => (length = looseContent(text).length));
			return length;
		});
		expect(Math.min(...lengths)).toBeGreaterThan(0);
	});
});

it('an object may have more parts than V8 allows arguments', () => {
	const body = Object.fromEntries(Array.from({ length: 130_000 }, (_none, at) => [at, {}]));
	expect(partsOf({ body })).toHaveLength(130_001);
});
