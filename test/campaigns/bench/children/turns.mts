/** A turn of the event loop: begin and end in microseconds, by the clock of CPU profiles. */
export type Turn = [number, number];

const SHORTEST_US = 40_000;

/**
 * Notes the long turns of the event loop, during which nothing else can run. The loop is kept
 * spinning for it: where it may sleep, nothing tells when a turn begins.
 *
 * @returns what ends the watch, and gives the turns.
 */
export function watchTurns(): () => Turn[] {
	const turns: Turn[] = [];
	let isOver = false;
	let begin = now();
	const turn = () => {
		const end = now();
		if (end - begin >= SHORTEST_US) turns.push([begin, end]);
		begin = end;
		if (!isOver) setImmediate(turn);
	};
	setImmediate(turn);
	return () => {
		isOver = true;
		return turns;
	};
}

function now(): number {
	return Number(process.hrtime.bigint() / 1_000n);
}
