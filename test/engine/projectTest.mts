import { beforeEach } from 'vitest';
import { EmulatedTest } from './emulatedTest.mts';

/** An app project in the emulator. */
export class ProjectTest extends EmulatedTest {
	projectId = '';

	constructor() {
		super();
		beforeEach(() => {
			this.projectId = this.emulator.catalogue.appProject().id;
		});
	}
}
