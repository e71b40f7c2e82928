/** Start and end of a turn of the event loop, in microseconds of the clock of CPU profiles. */
export type Turn = [number, number];

const SHORTEST_US = 40_000;

/**
 * Records the long turns of the event loop, during which nothing else can run. Keeps the loop
 * spinning, because nothing tells when a turn starts if the loop may sleep.
 *
 * @returns a function that ends the recording and returns the turns.
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
