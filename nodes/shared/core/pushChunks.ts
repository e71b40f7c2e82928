import { batchesWithin, grouped } from './batches';

/** How the items of a push are divided into requests. */

/** Items of one request (api-facts §4.1). */
const MAX_ITEMS = 10_000;
/** No limit on bytes is documented; this keeps a request well below what front proxies refuse. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Items that are written as JSON at once, which is much faster than one by one. */
const PIECE_ITEMS = 100;
/** In characters; what is longer is divided further, so that requests become full. */
const PIECE_LENGTH = 1 << 18;

/** Some items and what is sent of them. */
export interface PushChunk {
	/** Their positions in the plan. */
	positions: readonly number[];
	/** JSON texts with commas between them. */
	json: string;
}

type Inputs = readonly object[];

export function chunkOf(inputs: Inputs, positions: readonly number[]): PushChunk {
	const json = JSON.stringify(positions.map((position) => inputs[position])).slice(1, -1);
	return { positions, json };
}

/** Makes each request when it is asked for: while the service is busy with the ones before. */
export function* chunksOf(inputs: Inputs, positions: readonly number[]): Generator<PushChunk> {
	const limits = [MAX_ITEMS, MAX_BYTES];
	for (const pieces of batchesWithin(piecesOf(inputs, positions), sizeOf, limits)) {
		yield {
			positions: pieces.flatMap((piece) => piece.positions),
			json: pieces.map(({ json }) => json).join(','),
		};
	}
}

function sizeOf({ positions, json }: PushChunk): number[] {
	return [positions.length, Buffer.byteLength(json) + 1];
}

function* piecesOf(inputs: Inputs, positions: readonly number[]): Generator<PushChunk> {
	for (const some of grouped(positions, PIECE_ITEMS)) yield* divided(inputs, some);
}

function* divided(inputs: Inputs, positions: readonly number[]): Generator<PushChunk> {
	const piece = chunkOf(inputs, positions);
	if (piece.json.length <= PIECE_LENGTH || positions.length === 1) return yield piece;
	const middle = positions.length >> 1;
	yield* divided(inputs, positions.slice(0, middle));
	yield* divided(inputs, positions.slice(middle));
}
