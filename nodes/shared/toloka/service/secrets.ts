/** Tokens of this length are also removed if encoded; shorter ones could match ordinary words. */
const SHORTEST_DISGUISED = 12;
/** Markup and white space that may separate two characters. */
const BETWEEN = '(?:<[^<>]{0,80}>|\\s){0,8}';

/** Replaces the token in a text, even if it was escaped, encoded or divided. */
export function withoutSecret(text: string, secret: string): string {
	if (secret === '') return text;
	const inJson = JSON.stringify(secret).slice(1, -1);
	const plain = usualEscapes(text).split(secret).join('[token]').split(inJson).join('[token]');
	if (secret.length < SHORTEST_DISGUISED) return plain;
	const disguises = [secret, encodeURIComponent(secret), ...inBase64(secret)];
	return disguises.reduce((left, form) => left.replace(formOf(form), '[token]'), plain);
}

function usualEscapes(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text));
	} catch {
		return text;
	}
}

/** The middle of the token's Base64, in the three forms that depend on what precedes the token. */
function inBase64(secret: string): string[] {
	return [0, 1, 2].map((before) => {
		const encoded = Buffer.from(' '.repeat(before) + secret).toString('base64');
		return encoded.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1);
	});
}

function formOf(text: string): RegExp {
	const characters = [...text].map((one) => one.replace(/[^\w]/g, '\\$&'));
	return new RegExp(characters.join(BETWEEN), 'gi');
}
