import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Emulated } from './emulated.mts';
import { startEmulated } from './emulated.mts';

/** The base of a node's tests: one emulator for all of them, reset before each test. */
export class EmulatedTest {
	emulated!: Emulated;

	constructor() {
		beforeAll(async () => {
			this.emulated = await startEmulated();
		});
		afterAll(async () => await this.emulated.close());
		beforeEach(() => {
			this.emulator.reset();
			this.emulated.slept.length = 0;
			this.emulated.host.aheadMs = 0;
		});
	}

	get emulator() {
		return this.emulated.emulator;
	}
}
