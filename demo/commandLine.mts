/**
 * Reads a program's command line. With `--help`, or if `read` throws, prints the usage and ends the
 * process.
 */
export function readCommandLine<Values>(usage: string, read: () => Values): Values {
	if (process.argv.slice(2).includes('--help')) {
		process.stdout.write(`${usage}\n`);
		process.exit(0);
	}
	try {
		return read();
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
		process.exit(1);
	}
}

/** Reads a flag's value; throws if it is not a whole number, or is too small. */
export function wholeNumber(flag: string, text: string, min = 0): number {
	const number = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= min) return number;
	throw new RangeError(`--${flag} needs a whole number of ${min} or more, not “${text}”`);
}
