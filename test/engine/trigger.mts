import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { Container, PACKAGE, additionalData, core, nodeTypes, workflowPackage } from './engine.mts';

export interface TriggerOptions {
	/** Name of the node type without the package; default: the Poll Finished Items Trigger. */
	type?: string;
	credentials: IDataObject;
	parameters: IDataObject;
	/** State that n8n has stored for the node, as after a restart. */
	stored?: IDataObject;
	/** Stages the cursor per poll and commits it with the emission, as durable cursors do. */
	durable?: boolean;
	mode?: 'trigger' | 'manual';
	/** Why n8n activates the trigger; default: somebody publishes the workflow. */
	activation?: 'activate' | 'init' | 'leadershipChange';
	/** Default: n8n's own, which is short for a tick of the scheduler that durable cursors need. */
	pollBudgetMs?: number;
	/** Stores durable cursors only when `commit` is called, like a slow database. */
	slowCommit?: boolean;
	workflowId?: string;
	/** Name of the node; default: “Trigger”. */
	name?: string;
}

export interface Trigger {
	/** Polls as on publishing or starting; throws what the node throws. */
	activate(): Promise<void>;
	/** Polls as on schedule; records errors. */
	tick(): Promise<void>;
	/** Stores what the last emission staged. */
	commit(): void;
	emissions: INodeExecutionData[][];
	errors: Error[];
	items(): IDataObject[];
	/**
	 * State that n8n would find after a crash: in legacy mode only what an emission or activation
	 * saved.
	 */
	saved(): IDataObject;
}

/** Creates the trigger node in the real poll executor of n8n-core. */
export function createTrigger(options: TriggerOptions): Trigger {
	const node: INode = {
		id: 'trigger-1',
		name: options.name ?? 'Trigger',
		type: `${PACKAGE}.${options.type ?? 'tolokaPollFinishedItemsTrigger'}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: options.parameters as never,
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const workflow = new workflowPackage.Workflow({
		id: options.workflowId ?? 'w',
		name: 'w',
		active: true,
		nodeTypes,
		nodes: [node],
		connections: {},
		staticData: options.stored
			? { [`node:${node.name}`]: structuredClone(options.stored) }
			: undefined,
	});
	const emissions: INodeExecutionData[][] = [];
	const errors: Error[] = [];
	let saved = structuredClone(options.stored ?? {});
	let staged: IDataObject = {};
	let emitted: IDataObject = {};

	let isActivating = false;
	const budget = () => (options.durable && !isActivating ? 36_000 : 300_000);
	const live = () => workflow.getStaticData('node', node);
	const commit = () => {
		saved = JSON.parse(JSON.stringify(options.durable ? staged : live())) as IDataObject;
	};
	const emit = (data: INodeExecutionData[][]) => {
		emissions.push(data[0]);
		if (options.slowCommit) emitted = structuredClone(staged);
		else commit();
	};
	const seedDurable = async <T,>(poll: () => Promise<T>) => {
		staged = structuredClone(saved);
		return await poll();
	};
	const context = new core.PollContext(
		workflow,
		node,
		additionalData(options.credentials, { mode: options.mode ?? 'trigger' }),
		options.mode ?? 'trigger',
		options.activation ?? 'activate',
		emit as never,
		((error: Error) => errors.push(error)) as never,
		(async () => {
			if (options.durable && !isDeepStrictEqual(staged, saved)) commit();
		}) as never,
		(options.durable ? seedDurable : undefined) as never,
		(options.durable ? () => staged : undefined) as never,
		() => options.pollBudgetMs ?? budget(),
	);
	const poll = Container.get<{
		create(...args: unknown[]): (activation?: boolean) => Promise<void>;
	}>(core.PollTriggerExecutor).create(workflow, node, context, () => true);
	return {
		activate: async () => {
			isActivating = true;
			await poll(true).finally(() => (isActivating = false));
			if (!options.durable) commit();
		},
		tick: async () => await poll(),
		commit: () => {
			saved = emitted;
		},
		emissions,
		errors,
		items: () => emissions.flat().map(({ json }) => json),
		saved: () => saved,
	};
}
