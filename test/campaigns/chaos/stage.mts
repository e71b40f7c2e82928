import type { IDataObject } from 'n8n-workflow';
import type { Emulator } from '../../../emulator/createEmulator.mts';
import { createEmulator } from '../../../emulator/createEmulator.mts';
import { mounts, routeName } from '../../../emulator/service/routes.mts';
import { credentialsFor } from '../../engine/emulated.mts';
import { log } from '../../engine/engine.mts';
import type { Draw } from './draw.mts';
import { drawFrom } from './draw.mts';
import type { FaultWishes, PlannedFault } from './faultPlan.mts';
import { planFaults } from './faultPlan.mts';
import { startNodeProcess } from './nodeProcess.mts';
import type { SimulatedProcess } from './simulatedProcess.mts';
import type { VirtualTime } from './time.mts';
import { virtualTime } from './time.mts';

const START_MS = Date.UTC(2024, 0, 15, 12, 0, 0);
const HOST_SKEW_MS = 90_000;

const ROUTES = new Set(mounts.flatMap(({ routes }) => routes.map(routeName)));

export interface Violation {
	invariant: string;
	text: string;
}

/** Everything that one run works with, derived from its seed. */
export class Stage {
	readonly violations: Violation[] = [];
	readonly struck = new Map<string, number>();
	/** The course of the run in words, for a replay. */
	readonly story: string[] = [];
	#armed = new Map<number, string>();

	private constructor(
		readonly seed: number,
		readonly draw: Draw,
		readonly time: VirtualTime,
		readonly emulator: Emulator,
		readonly credentials: IDataObject,
		/** The token, which must not appear anywhere. */
		readonly secret: string,
		/** The current n8n process. */
		public process: SimulatedProcess,
	) {}

	static async open(seed: number): Promise<Stage> {
		const draw = drawFrom(seed);
		const time = virtualTime(START_MS, draw.between(-HOST_SKEW_MS, HOST_SKEW_MS));
		const emulator = await createEmulator({ seed, clock: time.service });
		const secret = draw.chance(0.7) ? emulator.apiKey : emulator.oauthToken;
		const credentials = credentialsFor(emulator.url, secret);
		const process = await startNodeProcess(time, draw.branch('process'));
		log.length = 0;
		return new Stage(seed, draw, time, emulator, credentials, secret, process);
	}

	/** Starts n8n again, without what its process remembered. */
	async restart(): Promise<void> {
		this.tell('n8n is started again');
		this.process = await startNodeProcess(this.time, this.draw.branch(`at ${this.time.now()}`));
	}

	/** Plans faults that happen from now on. */
	arm(wishes: Omit<FaultWishes, 'secret'>): PlannedFault[] {
		const unknown = wishes.routes.find((route) => !ROUTES.has(route));
		if (unknown !== undefined) throw new RangeError(`The emulator has no route ${unknown}`);
		const planned = planFaults(this.draw, { ...wishes, secret: this.secret });
		for (const { label, fault } of planned) {
			this.#armed.set(this.emulator.faults.add(fault), label);
			this.tell(`fault: ${label} ${JSON.stringify(fault)}`);
		}
		return planned;
	}

	/** Does the same for a node, and shortens its timeout if requests may hang. */
	armAgainst(parameters: IDataObject, wishes: Omit<FaultWishes, 'secret'>): void {
		const hangs = this.arm(wishes).some(({ fault }) => fault.kind === 'hang');
		if (hangs) Object.assign(parameters.options as object, { timeout: 1 });
	}

	/** Delays every response of a route, before or after the service has done its work. */
	slowDown(route: string, ms: number, applied: boolean): void {
		const delay = { kind: 'delay', ms, clock: 'emulator', applied, times: 'always' } as const;
		this.#armed.set(this.emulator.faults.add({ ...delay, match: { route } }), 'slow answer');
	}

	/** Removes all faults. */
	disarm(): void {
		for (const { id, struck } of this.emulator.faults.list()) {
			const label = this.#armed.get(id);
			if (label === undefined) continue;
			if (struck > 0) this.struck.set(label, (this.struck.get(label) ?? 0) + struck);
			this.emulator.faults.remove(id);
		}
		this.#armed = new Map();
	}

	tell(text: string): void {
		const time = new Date(this.time.service.now()).toISOString().slice(5, 23);
		this.story.push(`${time}  ${text}`);
	}

	violated(invariant: string, text: string): void {
		this.violations.push({ invariant, text });
		this.tell(`VIOLATION of “${invariant}”: ${text}`);
	}

	async close(): Promise<void> {
		this.disarm();
		await this.emulator.close();
	}
}
