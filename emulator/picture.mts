import { hashFraction, hashText } from './random.mts';

/** Returns a number between `from` and `to`, determined by the picture's name and the salt. */
type Part = (salt: number, from: number, to: number) => number;

/** Draws a small scene, always the same for the same name, without network or files. */
export function drawPicture(name: string): string {
	const hash = hashText(name);
	const part: Part = (salt, from, to) => Math.round(from + hashFraction(hash, salt) * (to - from));
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" width="480" height="300">' +
		`${landscape(part)}${animal(part)}</svg>`
	);
}

function landscape(part: Part): string {
	const sky = `hsl(${part(1, 180, 320)} 70% ${part(2, 65, 85)}%)`;
	const hills = [3, 4].map((salt) => {
		const middle = part(salt, 60, 420);
		const width = part(salt + 10, 160, 320);
		const color = `hsl(${part(salt + 20, 70, 160)} 45% ${part(salt + 30, 35, 55)}%)`;
		return `<ellipse cx="${middle}" cy="330" rx="${width}" ry="${part(salt + 40, 90, 190)}" fill="${color}"/>`;
	});
	const sun = `<circle cx="${part(5, 60, 420)}" cy="${part(6, 50, 130)}" r="${part(7, 22, 44)}" fill="#fff3c4"/>`;
	return `<rect width="480" height="300" fill="${sky}"/>${sun}${hills.join('')}`;
}

/** Draws a cat with pointed ears or a dog with hanging ears. */
function animal(part: Part): string {
	const isCat = part(60, 0, 99) < 50;
	const coat = `hsl(${part(61, 18, 42)} ${part(62, 15, 60)}% ${part(63, 25, 70)}%)`;
	const ears = isCat
		? '<path d="M-52-30l8-62 44 34zM52-30l-8-62-44 34z"/>'
		: '<ellipse cx="-62" cy="-4" rx="17" ry="44"/><ellipse cx="62" cy="-4" rx="17" ry="44"/>';
	const nose = isCat ? '<path d="M-8 12h16l-8 9z"/>' : '<ellipse cy="14" rx="15" ry="11"/>';
	const eyes = '<circle cx="-22" cy="-12" r="7"/><circle cx="22" cy="-12" r="7"/>';
	return (
		`<g transform="translate(${part(64, 110, 370)} ${part(65, 150, 200)}) rotate(${part(66, -12, 12)})" fill="${coat}">` +
		`${ears}<ellipse rx="60" ry="56"/><g fill="#1c2430">${eyes}${nose}</g></g>`
	);
}
