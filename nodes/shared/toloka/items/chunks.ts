import { splitWithin, grouped } from '../flow/split';

/** How the items of a push are divided into requests. */

/** Most items per request (toloka-api §4.1). */
export const MAX_ITEMS = 10_000;
/** No limit on bytes is documented; this keeps a request well below what front proxies refuse. */
export const MAX_BYTES = 8 * 1024 * 1024;
/**
 * Items serialized together, three times as fast as one by one. More of them could exceed the
 * longest string that V8 allows, 512 MB.
 */
const ITEMS_AT_ONCE = 10;
/** In characters; longer pieces are divided further, so that requests are filled. */
const PIECE_LENGTH = 1 << 18;

export interface PushChunk {
	/** Their positions in the plan. */
	positions: readonly number[];
	/** The items as JSON, separated by commas. */
	json: string;
}

type Inputs = readonly object[];

export function chunkOf(inputs: Inputs, positions: readonly number[]): PushChunk {
	const json = JSON.stringify(positions.map((position) => inputs[position])).slice(1, -1);
	return { positions, json };
}

/**
 * Builds each request on demand, while the service is busy with earlier ones.
 *
 * @param limits most items and bytes per request; may shrink during the iteration.
 */
export function* chunksOf(
	inputs: Inputs,
	positions: readonly number[],
	limits: readonly number[],
): Generator<PushChunk> {
	for (const pieces of splitWithin(piecesOf(inputs, positions), sizeOf, limits)) {
		yield {
			positions: pieces.flatMap((piece) => piece.positions),
			json: pieces.map(({ json }) => json).join(','),
		};
	}
}

/** Items and bytes. */
export function sizeOf({ positions, json }: PushChunk): [number, number] {
	return [positions.length, Buffer.byteLength(json) + 1];
}

function* piecesOf(inputs: Inputs, positions: readonly number[]): Generator<PushChunk> {
	for (const some of grouped(positions, ITEMS_AT_ONCE)) yield* divided(inputs, some);
}

function* divided(inputs: Inputs, positions: readonly number[]): Generator<PushChunk> {
	const piece = chunkOf(inputs, positions);
	if (piece.json.length <= PIECE_LENGTH || positions.length === 1) return yield piece;
	const fitting = Math.floor((positions.length * PIECE_LENGTH) / piece.json.length);
	for (const some of grouped(positions, Math.max(1, fitting))) yield* divided(inputs, some);
}
