import { seedCatalogue } from './apps/catalogue.mts';
import type { SteerableClock } from './clock.mts';
import type { SwitchBoard } from './steering/switches.mts';
import { seedPools } from './v1/catalogue.mts';
import { watchAccess } from './v1/quality/access.mts';
import { applyRules } from './v1/quality/applying.mts';
import { World } from './world.mts';

/** Creates a world with the projects and pools that every emulator starts with. */
export function createSeededWorld(
	seed: number,
	clock: SteerableClock,
	switches: SwitchBoard,
): World {
	const world = new World(seed, clock, switches);
	world.assignmentRules.push(applyRules);
	world.accessWatches.push(watchAccess);
	seedCatalogue(world);
	seedPools(world);
	return world;
}
