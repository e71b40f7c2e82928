import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Flow } from '../../../engine/flow.mts';
import { runFlow } from '../../../engine/flow.mts';
import { checkLog, contentOf, countByContent, some } from '../checks.mts';
import { retryOnFail } from '../execution.mts';
import type { Stage } from '../stage.mts';

const MINUTE_MS = 60_000;
const LIMITS = { requests: 5_000, time: 24 * 60 * MINUTE_MS };
const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
const AGENTS = ['callingAgent', 'requestingAgent'];

/** One of the nodes as a tool, and what its calls created. */
interface Tool {
	type: string;
	parameters: IDataObject;
	routes: string[];
	/** Name of the argument, which is an address. */
	argument: string;
	/** Returns the argument of everything that was created. */
	made(): unknown[];
}

/** An agent calls a tool, sometimes again with equal arguments: each is created once. */
export async function callTools(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({ operationRunMs: draw.pick([0, 2_000, MINUTE_MS]) });
	const tool = draw.pick([pushTool, suitesTool, mixingTool])(stage);
	const distinct = draw.between(1, 4);
	const calls = Array.from({ length: draw.between(1, 6) }, (_, index) => {
		const number = index < distinct ? index : draw.between(0, distinct - 1);
		return { [tool.argument]: `https://example.com/${stage.seed % 997}/${number}.jpg` };
	});
	stage.arm({
		routes: tool.routes,
		most: 6,
		least: 1,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: false,
	});
	const flow = flowOf(stage, tool, calls);
	stage.tell(
		`${calls.length} calls of ${tool.type}, ${distinct} distinct ${JSON.stringify(tool.parameters)}`,
	);
	const outcome = await stage.process.run(async () => await runFlow(flow), LIMITS);
	checkLog(stage);
	if ('cut' in outcome) stage.violated('work is bounded', outcome.cut);
	stage.time.pass(300 * MINUTE_MS);
	check(stage, tool, calls, 'cut' in outcome ? [] : answersIn(outcome.value.items('Agent')));
}

function flowOf(stage: Stage, tool: Tool, calls: IDataObject[]): Flow {
	const { draw, credentials } = stage;
	const agent = draw.pick(AGENTS);
	const parameters = { calls, ...(agent === AGENTS[0] && { atOnce: draw.chance(0.5) }) };
	return {
		credentials,
		began: stage.time.now(),
		nodes: [
			{ name: 'Agent', type: agent, parameters },
			{
				name: 'Ask people',
				type: `n8n-nodes-toloka.${tool.type}Tool`,
				parameters: { ...tool.parameters, fields: fieldsOf(tool.argument) },
				...retryOnFail(draw.between(1, 4)),
			},
		],
		wires: [
			['Start', 'Agent'],
			['Ask people', 'Agent', 0, 'ai_tool'],
		],
	};
}

/** Maps a field to an argument that the model fills in. */
function fieldsOf(name: string): IDataObject {
	const value = { [name]: `={{ $fromAI('${name}', 'address', 'string') }}` };
	return { mappingMode: 'defineBelow', schema: [], value };
}

/** Lists the answers to the calls; agents of version 3 do not output them. */
function answersIn(items: ReadonlyArray<{ json: IDataObject }>): string[] {
	return items.flatMap(({ json }) => (typeof json.answer === 'string' ? [json.answer] : []));
}

function check(stage: Stage, tool: Tool, calls: IDataObject[], answers: string[]): void {
	const wanted = countByContent(calls.map((call) => call[tool.argument]));
	const made = countByContent(tool.made());
	const wrong = [...made].filter(([content, times]) => times > 1 || !wanted.has(content));
	if (wrong.length > 0) {
		stage.violated('equal calls of a tool create once', some(wrong.map(([one]) => one)));
	}
	for (const [index, answer] of answers.entries()) {
		const content = contentOf(calls[index][tool.argument]);
		const isDone = answer.startsWith('[') && !answer.startsWith('[{"error":');
		if (isDone && !made.has(content)) {
			stage.violated('what is told is so', `${content} does not exist: ${answer.slice(0, 200)}`);
		}
	}
}

function pushTool({ draw, emulator }: Stage): Tool {
	const inputSpec = { image_url: { type: 'url' } };
	const { id } = emulator.seedData.addAppProject({ name: 'For tools', inputSpec });
	return {
		type: 'tolokaPushItems',
		parameters: {
			project: byId(id),
			...(draw.chance(0.3) && { destination: 'newBatch', batchName: 'asked', startBatch: true }),
		},
		argument: 'image_url',
		routes: [
			'POST /app-projects/{id}/items/bulk',
			'POST /app-projects/{id}/items/bulk',
			'POST /app-projects/{id}/batches',
			'GET /app-projects/{id}/items',
			'GET /app-projects/{id}',
		],
		made: () => emulator.truth.items(id).map(({ sent }) => sent.image_url),
	};
}

function suitesTool(stage: Stage): Tool {
	const { id } = poolFor(stage, false);
	const { truth } = stage.emulator;
	return {
		...creatingTool(stage, id, 'POST /task-suites'),
		made: () => truth.taskSuites(id).flatMap(({ tasks }) => tasks.map(({ input }) => input.image)),
	};
}

function mixingTool(stage: Stage): Tool {
	const { id } = poolFor(stage, true);
	return {
		...creatingTool(stage, id, 'POST /tasks'),
		made: () => stage.emulator.truth.tasks(id).map(({ input }) => input.image),
	};
}

function poolFor({ emulator }: Stage, mixes: boolean) {
	return emulator.seedData.addPool({
		name: 'For tools',
		inputSpec: { image: { type: 'url' } },
		defaultOverlap: 2,
		...(mixes && { mixerConfig: MIXER, defaultTaskOverlap: 2 }),
	});
}

function creatingTool({ draw }: Stage, pool: string, post: string): Omit<Tool, 'made'> {
	return {
		type: 'tolokaCreateTaskSuites',
		parameters: { pool: byId(pool), delivery: draw.pick(['wait', 'operation', 'sync']) },
		argument: 'image',
		routes: [
			post,
			post,
			post,
			'GET /operations/{id}',
			'GET /operations/{id}/log',
			'GET /pools/{id}',
		],
	};
}
