import { hashFraction, hashText } from './random.mts';

/** A little landscape for sample items, the same for the same name: no network, no files. */
export function drawPicture(name: string): string {
	const hash = hashText(name);
	const part = (salt: number, from: number, to: number): number =>
		Math.round(from + hashFraction(hash, salt) * (to - from));
	const sky = `hsl(${part(1, 180, 320)} 70% ${part(2, 65, 85)}%)`;
	const hills = [3, 4].map((salt) => {
		const middle = part(salt, 60, 420);
		const width = part(salt + 10, 160, 320);
		const colour = `hsl(${part(salt + 20, 70, 160)} 45% ${part(salt + 30, 35, 55)}%)`;
		return `<ellipse cx="${middle}" cy="330" rx="${width}" ry="${part(salt + 40, 90, 190)}" fill="${colour}"/>`;
	});
	const sun = `<circle cx="${part(5, 60, 420)}" cy="${part(6, 50, 130)}" r="${part(7, 22, 44)}" fill="#fff3c4"/>`;
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" width="480" height="300">' +
		`<rect width="480" height="300" fill="${sky}"/>${sun}${hills.join('')}</svg>`
	);
}
