import type { Microseconds } from './dates.mts';

interface Entry {
	atUs: Microseconds;
	/** Entries that are due at the same time run in the order in which they were planned. */
	order: number;
	run(atUs: Microseconds): void;
}

/**
 * Events that happen once the clock reaches their time. Nothing waits in real time: the first read
 * of the world runs everything due, in order of time, each event at its own time.
 */
export class Timeline {
	/** A binary heap with the earliest entry first. */
	readonly #heap: Entry[] = [];
	#planned = 0;

	at(atUs: Microseconds, run: Entry['run']): void {
		this.#heap.push({ atUs, order: this.#planned, run });
		this.#planned += 1;
		this.#rise(this.#heap.length - 1);
	}

	runUntil(nowUs: Microseconds): void {
		for (let first = this.#heap[0]; first !== undefined && first.atUs <= nowUs;) {
			this.#dropFirst();
			first.run(first.atUs);
			first = this.#heap[0];
		}
	}

	#dropFirst(): void {
		const last = this.#heap.pop() as Entry;
		if (this.#heap.length > 0) {
			this.#heap[0] = last;
			this.#sink(0);
		}
	}

	#rise(from: number): void {
		let index = from;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!this.#isBefore(index, parent)) return;
			this.#swap(index, parent);
			index = parent;
		}
	}

	#sink(from: number): void {
		let index = from;
		for (;;) {
			let first = index;
			for (const child of [2 * index + 1, 2 * index + 2]) {
				if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
			}
			if (first === index) return;
			this.#swap(index, first);
			index = first;
		}
	}

	#isBefore(left: number, right: number): boolean {
		const a = this.#heap[left] as Entry;
		const b = this.#heap[right] as Entry;
		return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
	}

	#swap(left: number, right: number): void {
		const moved = this.#heap[left] as Entry;
		this.#heap[left] = this.#heap[right] as Entry;
		this.#heap[right] = moved;
	}
}
