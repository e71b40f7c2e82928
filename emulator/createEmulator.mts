import type { AddressInfo } from 'node:net';
import { steerable, wallClock, type EmulatorClock, type SteerableClock } from './clock.mts';
import { guardControl } from './control/guard.mts';
import { registerControl } from './control/controlRoute.mts';
import { registerPage } from './control/pageRoutes.mts';
import { dataRoutes } from './control/dataRoutes.mts';
import { steeringRoutes } from './control/steeringRoutes.mts';
import { Emulation, type OnReply } from './emulation.mts';
import { createCatalogue, type Catalogue } from './inProcess/catalogue.mts';
import { createSeedData, type SeedData } from './inProcess/seedData.mts';
import { createTruth, type Truth } from './inProcess/truth.mts';
import { createRandom } from './random.mts';
import { createServer } from './service/server.mts';
import type { Faults } from './steering/faults.mts';
import type { RequestLog } from './steering/log.mts';
import { createSwitchBoard, type SwitchBoard, type Switches } from './steering/switches.mts';

export interface EmulatorOptions {
	seed?: number;
	/** Default: the wall clock with a steerable offset. */
	clock?: EmulatorClock;
	/** 0 = any free port. */
	port?: number;
	host?: string;
	/** Shorthand for the switch of that name. */
	quotas?: boolean;
	switches?: Partial<Switches>;
	/** Adds to the seeded projects and pools, at the start and after every reset. */
	prepare?: (seedData: SeedData) => void;
	/**
	 * Whether ids of entities created later differ after each start and reset, for clients that
	 * remember them for longer. Ids of the seeded projects and pools stay the same.
	 */
	freshIds?: boolean;
	/** Called with each response of the service itself, by route, e.g. `GET /app-projects/{id}`. */
	onReply?: OnReply;
}

export interface Emulator {
	/** Base address: v1 at `/api/v1`, Apps API at `/api/app/v0`. */
	url: string;
	/** Yandex Tasks: v1 only, OAuth only. */
	yandexTasksUrl: string;
	apiKey: string;
	oauthToken: string;
	clock: SteerableClock;
	faults: Faults;
	log: RequestLog;
	switches: SwitchBoard;
	truth: Truth;
	catalogue: Catalogue;
	seedData: SeedData;
	/** Restores the initial state, except the clock. */
	reset(): void;
	close(): Promise<void>;
}

const HEARTBEAT_MS = 1_000;

/** Starts a local Toloka. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const { seed = 1, clock = wallClock(), port = 0, host = '127.0.0.1', quotas = true } = options;
	const switches = createSwitchBoard({ quotas, ...options.switches });
	const emulation = new Emulation(seed, steerable(clock), switches, options.onReply);
	const server = createServer(emulation);
	const truth = createTruth(emulation);
	const seedData = createSeedData(emulation);
	emulation.prepare(() => {
		options.prepare?.(seedData);
		if (options.freshIds === true) emulation.world.ids = createRandom(emulation.clock.now());
	});
	guardControl(server);
	registerControl(server, [
		...steeringRoutes(emulation),
		...dataRoutes(emulation, truth, seedData),
	]);
	registerPage(server);
	// Effects are computed when the world is read: without this, webhooks would wait for a request.
	const heartbeat = setInterval(() => {
		if (emulation.world.subscriptions.size > 0) emulation.settled();
	}, HEARTBEAT_MS).unref();
	await server.listen({ port, host });
	const address = server.server.address() as AddressInfo;
	const url = `http://${host}:${address.port}`;
	return {
		url,
		yandexTasksUrl: `${url}/yandex-tasks`,
		...emulation.tokens,
		clock: emulation.clock,
		faults: emulation.faults,
		log: emulation.log,
		switches,
		truth,
		catalogue: createCatalogue(emulation),
		seedData,
		reset: () => emulation.reset(),
		close: async () => {
			clearInterval(heartbeat);
			emulation.close();
			await server.close();
		},
	};
}
