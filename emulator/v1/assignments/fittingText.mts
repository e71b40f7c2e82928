/** Words, numbers and links are what people are asked for most. */
const USUAL = ['OK', 'ok', '12.5', '7', 'https://images.example.org/1.png'];

/** A text that fits a simple pattern: a usual one, or a link to what the pattern spells out. */
export function fittingText(pattern: string): string | undefined {
	const spelled = pattern.replaceAll(/[^\\][?*]|[\^$]/g, '').replaceAll('\\', '');
	try {
		const wanted = new RegExp(pattern);
		return [...USUAL, `https://${spelled}`, spelled].find((text) => wanted.test(text));
	} catch {
		return undefined;
	}
}
