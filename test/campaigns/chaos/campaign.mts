import { createHash } from 'node:crypto';
import type { Emulator } from '../../../emulator/createEmulator.mts';
import type { LogEntry } from '../../../emulator/steering/log.mts';
import type { Draw } from './draw.mts';
import { drawFrom } from './draw.mts';
import { aggregateAnswers } from './scenarios/aggregateAnswers.mts';
import { changeBatches } from './scenarios/changeBatches.mts';
import { changePools } from './scenarios/changePools.mts';
import { createSuites } from './scenarios/createSuites.mts';
import { getSolutions } from './scenarios/getSolutions.mts';
import { pollTrigger } from './scenarios/pollTrigger.mts';
import { poolClosings } from './scenarios/poolClosings.mts';
import { poolTrigger } from './scenarios/poolTrigger.mts';
import { pushItems } from './scenarios/pushItems.mts';
import { reviewAssignments } from './scenarios/reviewAssignments.mts';
import { callTools } from './scenarios/toolCalls.mts';
import { waitForBatches } from './scenarios/waitForBatches.mts';
import { waitForPools } from './scenarios/waitForPools.mts';
import { waitForOperation } from './scenarios/waitForOperation.mts';
import type { Violation } from './stage.mts';
import { Stage } from './stage.mts';

type Scenario = (stage: Stage) => Promise<void>;

function theme<Theme>(run: (stage: Stage, theme: Theme) => Promise<void>, own: Theme): Scenario {
	return async (stage) => await run(stage, own);
}

/** The scenarios, with how often each is chosen. */
const SCENARIOS: Array<[weight: number, name: string, scenario: Scenario]> = [
	[4, 'Push Items', theme(pushItems, 'plain')],
	[2, 'Push Items: groups of targets', theme(pushItems, 'groups')],
	[2, 'Push Items: changed settings', theme(pushItems, 'changes')],
	[2, 'Push Items: a service that normalizes', theme(pushItems, 'normalizing')],
	[1, 'Push Items: small requests only', theme(pushItems, 'limited')],
	[4, 'Poll Finished Items Trigger', pollTrigger],
	[4, 'Pool Trigger', poolTrigger],
	[2, 'Pool Trigger: pools that close', poolClosings],
	[4, 'Create Task Suites', theme(createSuites, 'plain')],
	[2, 'Create Task Suites: groups of targets', theme(createSuites, 'groups')],
	[2, 'Create Task Suites: changed settings', theme(createSuites, 'changes')],
	[3, 'Create Task Suites: tasks for a mixing pool', theme(createSuites, 'mixing')],
	[1, 'Create Task Suites: small requests only', theme(createSuites, 'limited')],
	[3, 'Tool calls of an agent', callTools],
	[3, 'Toloka: accept and reject', reviewAssignments],
	[3, 'Toloka: clone, open and close pools', changePools],
	[2, 'Toloka: start, stop and resume batches', changeBatches],
	[4, 'Wait for Operation', waitForOperation],
	[2, 'Wait for Operation: batches', waitForBatches],
	[4, 'Wait for Operation: pools', waitForPools],
	[4, 'Get Aggregated Solutions', getSolutions],
	[3, 'Get Aggregated Solutions: votes and input values', aggregateAnswers],
];

export interface RunReport {
	seed: number;
	scenario: string;
	violations: Violation[];
	/** Number of faults that struck, by kind. */
	struck: ReadonlyMap<string, number>;
	story: readonly string[];
	requests: number;
	/** One line per request. */
	log: readonly string[];
	/** Equal for runs that took the same course, request by request. */
	course: string;
}

/** Real time after which a run counts as stuck. */
const STUCK_AFTER_MS = 180_000;

/** Returns the scenario that a seed draws. */
export function scenarioOf(seed: number): string {
	return choose(drawFrom(seed))[0];
}

/** Performs one run; everything in it is derived from its seed. */
export async function runOnce(seed: number): Promise<RunReport> {
	const [name, scenario] = choose(drawFrom(seed));
	const stage = await Stage.open(seed);
	const restoreRandom = seedRandom(stage.draw.branch('jitter'));
	try {
		await withinReason(scenario(stage));
	} catch (error) {
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		stage.violated('the campaign itself works', text);
	} finally {
		restoreRandom();
		await stage.close();
	}
	return {
		seed,
		scenario: name,
		violations: stage.violations,
		struck: stage.struck,
		story: stage.story,
		requests: stage.emulator.log.entries().length,
		log: stage.emulator.log.entries().map(lineOf),
		course: courseOf(stage.emulator),
	};
}

function lineOf({ at, method, path, query, status, count, fault }: LogEntry): string {
	const sent = [...(count === undefined ? [] : [`${count} items`]), JSON.stringify(query)].join(
		' ',
	);
	const time = new Date(at).toISOString().slice(5, 23);
	return `${time}  ${method} ${path} ${sent} → ${status}${fault === undefined ? '' : ` (${fault})`}`;
}

function choose(draw: Draw): [string, Scenario] {
	const choices = SCENARIOS.map(([weight, name, scenario]): [number, [string, Scenario]] => [
		weight,
		[name, scenario],
	]);
	return draw.branch('scenario').weighted(...choices);
}

/** Makes the nodes draw the jitter of their delays from this stream. */
function seedRandom(jitter: Draw): () => void {
	const { random } = Math;
	Math.random = () => jitter.fraction();
	return () => {
		Math.random = random;
	};
}

async function withinReason(work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const stuck = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error('The run is stuck')), STUCK_AFTER_MS);
	});
	await Promise.race([work, stuck]).finally(() => clearTimeout(timer));
}

function courseOf({ log }: Emulator): string {
	const hash = createHash('sha256');
	for (const entry of log.entries()) hash.update(JSON.stringify(entry));
	return hash.digest('hex').slice(0, 16);
}
