/** Words, numbers and links are the most common answers. */
const USUAL = ['OK', 'ok', '12.5', '7', 'https://images.example.org/1.png'];

/** Returns a text that matches a simple pattern: a common one, or what the pattern spells out. */
export function fittingText(pattern: string): string | undefined {
	const spelled = pattern.replaceAll(/[^\\][?*]|[\^$]/g, '').replaceAll('\\', '');
	try {
		const wanted = new RegExp(pattern);
		return [...USUAL, `https://${spelled}`, spelled].find((text) => wanted.test(text));
	} catch {
		return undefined;
	}
}
