import type { IDataObject, INode } from 'n8n-workflow';
import type { AppProjectInfo } from '../../../../emulator/inProcess/catalogue.mts';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import { retryOnFail } from '../execution.mts';
import type { Stage } from '../stage.mts';
import type { Rows } from './pushRows.mts';
import { FAT_SPEC, looseSpec, makeRows } from './pushRows.mts';

type Destination = 'stream' | 'existingBatch' | 'newBatch';

/** What a scenario tests besides faults. */
export type PushTheme = 'plain' | 'groups' | 'changes' | 'normalizing' | 'limited';

/** The settings and input of one execution of Push Items. */
export interface PushScenario extends Rows {
	theme: PushTheme;
	/** The projects; input items alternate between them. */
	projects: AppProjectInfo[];
	destination: Destination;
	/** Names of new batches; input items alternate between them. */
	batchNames: string[];
	startsBatch: boolean;
	skipsInvalid: boolean;
	onError: NonNullable<INode['onError']>;
	tries: number;
	parameters: IDataObject;
	settings: Partial<INode>;
	/** Minimum number of requests for the items. */
	chunks: number;
}

export const PUSH_ROUTES: Record<Destination, string[]> = {
	stream: [
		'GET /app-projects/{id}',
		'GET /apps/{appId}',
		'POST /app-projects/{id}/items/bulk',
		'POST /app-projects/{id}/items/bulk',
		'POST /app-projects/{id}/items/bulk',
		'GET /app-projects/{id}/items',
	],
	existingBatch: [
		'GET /app-projects/{id}',
		'POST /app-projects/{id}/items/bulk',
		'POST /app-projects/{id}/items/bulk',
		'GET /app-projects/{id}/items',
	],
	newBatch: [
		'GET /apps/{appId}',
		'POST /app-projects/{id}/batches',
		'POST /app-projects/{id}/batches',
		'POST /app-projects/{id}/items/bulk',
		'GET /app-projects/{id}/items',
		'GET /app-projects/{id}/batches',
		'GET /app-projects/{id}/batches/{batchId}',
		'POST /app-projects/{id}/batches/{batchId}/start',
	],
};

const CHUNK_ITEMS = 10_000;
const CHUNK_BYTES = 8 * 1024 * 1024;

export function planPush(stage: Stage, name: string, theme: PushTheme): PushScenario {
	const { draw } = stage;
	const isLarge = theme === 'plain';
	const size = draw.weighted<'few' | 'some' | 'many' | 'fat' | 'huge'>(
		[5, 'few'],
		[8, 'some'],
		[4, 'many'],
		[isLarge ? 2 : 0, 'fat'],
		[isLarge ? 1 : 0, 'huge'],
	);
	const projects = chooseProjects(stage, theme, size === 'fat');
	const { count, fatBytes } = sizeOf(draw, size);
	const badFor = theme === 'groups' ? 'node' : draw.pick(['node', 'service'] as const);
	const rows = makeRows(draw, projects, {
		count,
		fatBytes,
		distinct: draw.chance(0.65) ? count : draw.between(1, count),
		badShare: draw.weighted([7, 0], [2, 0.1], [1, 0.6]),
		badFor,
		name,
	});
	if (badFor === 'service') hideLimits(stage, projects[0]);
	const destination = draw.weighted<Destination>(
		[5, 'stream'],
		[2, 'existingBatch'],
		[3, 'newBatch'],
	);
	return {
		...configure(draw, projects, destination, batchNamesFor(draw, theme, name)),
		...rows,
		theme,
		projects,
		chunks: chunksOf(count, fatBytes) * projects.length,
	};
}

function batchNamesFor(draw: Draw, theme: PushTheme, name: string): string[] {
	return theme === 'groups' && draw.chance(0.5) ? [name, `${name} too`] : [name];
}

/** Returns the only value, or an expression that alternates between several. */
export function inTurns(values: readonly string[]): string {
	if (values.length === 1) return values[0];
	return `={{ ${JSON.stringify(values)}[$itemIndex % ${values.length}] }}`;
}

function sizeOf(draw: Draw, size: string): { count: number; fatBytes: number } {
	switch (size) {
		case 'few':
			return { count: draw.between(1, 3), fatBytes: 0 };
		case 'many':
			return { count: draw.between(100, 1_500), fatBytes: 0 };
		case 'fat':
			return { count: draw.between(4, 12), fatBytes: draw.between(1_000_000, 3_000_000) };
		case 'huge':
			return { count: draw.between(9_999, 20_500), fatBytes: 0 };
		default:
			return { count: draw.between(4, 60), fatBytes: 0 };
	}
}

function chunksOf(count: number, fatBytes: number): number {
	return Math.ceil(count / CHUNK_ITEMS) + Math.ceil((2 * count * fatBytes) / CHUNK_BYTES);
}

function chooseProjects({ draw, emulator }: Stage, theme: PushTheme, isFat: boolean) {
	const { catalogue, seedData } = emulator;
	if (isFat) return [seedData.addAppProject({ name: 'Long texts', inputSpec: FAT_SPEC })];
	const ready = catalogue.appProjects().filter(({ status }) => status === 'READY');
	if (theme !== 'groups') return [draw.pick(ready)];
	const own = seedData.addAppProject({ name: 'Own' });
	return draw.shuffle([...ready, own]).slice(0, draw.between(2, 3));
}

/** Hides limits, so that only the service can refuse these rows. */
function hideLimits({ emulator }: Stage, project: AppProjectInfo): void {
	emulator.faults.add({
		kind: 'status',
		status: 200,
		body: looseSpec(project),
		times: 'always',
		match: { route: 'GET /apps/{appId}' },
	});
}

function configure(
	draw: Draw,
	projects: readonly AppProjectInfo[],
	destination: Destination,
	batchNames: string[],
) {
	const skipsInvalid = draw.chance(0.5);
	const startsBatch = draw.chance(0.7);
	const onError = draw.weighted<NonNullable<INode['onError']>>(
		[6, 'stopWorkflow'],
		[2, 'continueRegularOutput'],
		[2, 'continueErrorOutput'],
	);
	const tries = draw.chance(0.4) ? draw.between(2, 5) : 1;
	const options: IDataObject = { extraFields: 'refuse' };
	if (draw.chance(0.1)) options.unclear = 'report';
	if (draw.chance(0.2)) options.forceNewOriginal = true;
	if (destination !== 'stream' && draw.chance(0.4)) options.ignoreErrors = true;
	const parameters: IDataObject = {
		project: byId(inTurns(projects.map(({ id }) => id))),
		destination,
		invalidItems: skipsInvalid ? 'pushValid' : 'stop',
		options,
		...(destination === 'newBatch' && {
			batchName: inTurns(batchNames),
			startBatch: startsBatch,
		}),
	};
	const settings = { onError, ...retryOnFail(tries) } as Partial<INode>;
	return {
		destination,
		batchNames,
		startsBatch: startsBatch && destination === 'newBatch',
		skipsInvalid,
		onError,
		tries,
		parameters,
		settings,
	};
}
