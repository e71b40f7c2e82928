import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Emulated } from './emulated.mts';
import { startEmulated } from './emulated.mts';

/** An emulator of its own, as new for each test, and an app project in it. */
export class ProjectTest {
	emulated!: Emulated;
	projectId = '';

	constructor() {
		beforeAll(async () => {
			this.emulated = await startEmulated();
		});
		afterAll(async () => await this.emulated.close());
		beforeEach(() => {
			this.emulator.reset();
			this.projectId = this.emulator.catalogue.appProject().id;
		});
	}

	get emulator() {
		return this.emulated.emulator;
	}
}
