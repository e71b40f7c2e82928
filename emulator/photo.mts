import { crc32, deflateSync } from 'node:zlib';
import { hashFraction, hashText } from './random.mts';

const WIDTH = 96;
const HEIGHT = 60;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** 8 bits for each of red, green and blue; the only compression and filter; not interlaced. */
const FORMAT = [8, 2, 0, 0, 0];

/** Makes a small PNG file, always the same for the same name: a disc before a sky. */
export function drawPhoto(name: string): Buffer {
	const hash = hashText(name);
	const part = (salt: number): number => hashFraction(hash, salt);
	const color = (salt: number): number[] =>
		[0, 1, 2].map((one) => Math.floor(256 * part(salt + one)));
	const [sky, disc] = [color(1), color(4)];
	const [middleX, middleY, radius] = [WIDTH * part(7), HEIGHT * part(8), 8 + 16 * part(9)];
	const rows = Array.from({ length: HEIGHT }, (_, y) => {
		const pixels = Array.from({ length: WIDTH }, (_one, x) =>
			Math.hypot(x - middleX, y - middleY) < radius ? disc : sky,
		);
		return [0, ...pixels.flat()];
	});
	const head = Buffer.alloc(8);
	head.writeUInt32BE(WIDTH, 0);
	head.writeUInt32BE(HEIGHT, 4);
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', Buffer.concat([head, Buffer.from(FORMAT)])),
		chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(type: string, content: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(content.length, 0);
	frame.writeUInt32BE(crc32(named), 4);
	return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
