import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Emulated } from './emulated.mts';
import { startEmulated } from './emulated.mts';

/** The base of a node's tests: one emulator for all of them, reset before each test. */
export class EmulatedTest {
	readonly emulated = useEmulated();

	get emulator() {
		return this.emulated.emulator;
	}
}

type Started = Awaited<ReturnType<typeof startEmulated>>;

/** One emulator for all tests of a file, reset before each of them. */
export function useEmulated(): Emulated {
	let started: Started;
	beforeAll(async () => {
		started = await startEmulated();
	});
	afterAll(async () => await started.close());
	beforeEach(() => {
		started.emulator.reset();
		started.slept.length = 0;
		started.host.aheadMs = 0;
	});
	return onceStarted(() => started);
}

/** An emulator and so an account for each test: the node remembers the requests of an account. */
export function useEmulatedPerTest(options?: Parameters<typeof startEmulated>[0]): Emulated {
	let started: Started;
	beforeEach(async () => {
		started = await startEmulated(options);
	});
	afterEach(async () => await started.close());
	return onceStarted(() => started);
}

function onceStarted(current: () => Started): Emulated {
	return new Proxy({} as Emulated, { get: (_none, key) => Reflect.get(current(), key) as unknown });
}
