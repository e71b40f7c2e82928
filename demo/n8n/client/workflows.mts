import type { IConnections, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';
import { GiveUp, waitUntil } from '../waitUntil.mts';
import { N8nRequestError, type Session } from './session.mts';

/** A node as written by hand: what n8n can fill in may be omitted. */
export type NewNode = Pick<INode, 'name' | 'type'> & Partial<INode>;

export interface NewWorkflow {
	name: string;
	nodes: NewNode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/** A saved workflow. */
export interface Workflow extends NewWorkflow {
	id: string;
	nodes: INode[];
	active: boolean;
	/** Absent in early versions of n8n 1.x. */
	isArchived?: boolean;
	versionId: string;
}

/** How far n8n has activated a published workflow (2.x). */
interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** The trigger that a manual run starts from, or the node that it runs up to. */
type RunFrom = { trigger: string } | { destination: string };

const PUBLISH_MS = 60_000;
const GRID = 220;

/** Saves, runs and publishes workflows. */
export class Workflows {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	async create(workflow: NewWorkflow): Promise<Workflow> {
		return await this.session.post<Workflow>('/rest/workflows', complete(workflow));
	}

	async get(id: string): Promise<Workflow> {
		return await this.session.get<Workflow>(`/rest/workflows/${id}`);
	}

	async list(): Promise<Workflow[]> {
		return await this.session.get<Workflow[]>('/rest/workflows');
	}

	/** Saves changes; a published workflow keeps running its published version (2.x). */
	async update(id: string, changes: Partial<NewWorkflow>): Promise<Workflow> {
		const { versionId, ...current } = await this.get(id);
		const nodes = changes.nodes === undefined ? {} : { nodes: changes.nodes.map(completeNode) };
		const { name, nodes: oldNodes, connections, settings, pinData } = current;
		return await this.session.patch<Workflow>(`/rest/workflows/${id}`, {
			...{ name, nodes: oldNodes, connections, settings, pinData, versionId },
			...changes,
			...nodes,
		});
	}

	/** Publishes the latest saved version and waits until its triggers are active. */
	async activate(id: string, timeoutMs = PUBLISH_MS): Promise<void> {
		await this.beginActivation(id);
		await waitUntil(
			`workflow ${id} to be published`,
			async () => {
				const state = await this.publicationStatus(id);
				if (state.status === 'failed' || state.status === 'partial') throw notPublished(id, state);
				return state.status === 'published';
			},
			timeoutMs,
		);
	}

	/** Publishes without waiting; in n8n 1.x the workflow is active once n8n responds. */
	async beginActivation(id: string): Promise<void> {
		const { versionId } = await this.get(id);
		await this.session.post(`/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.session.post(`/rest/workflows/${id}/deactivate`);
	}

	/** n8n 1.x has no publication status: a workflow is active or not. */
	async publicationStatus(id: string): Promise<PublicationStatus> {
		try {
			return await this.session.get(`/rest/workflows/${id}/publication-status`);
		} catch (error) {
			if (!(error instanceof N8nRequestError && error.status === 404)) throw error;
			const { active } = await this.get(id);
			return { status: active ? 'published' : 'not_published', triggers: [] };
		}
	}

	/** Starts a manual run, as the editor's button does, and returns the execution's id. */
	async run(id: string, from: RunFrom): Promise<string> {
		const start =
			'trigger' in from
				? { triggerToStartFrom: { name: from.trigger } }
				: { destinationNode: { nodeName: from.destination, mode: 'inclusive' } };
		// n8n 1.x runs the workflow that is sent, 2.x the one that is saved.
		const workflowData = await this.get(id);
		const answer = await this.session.post<{ executionId?: string }>(`/rest/workflows/${id}/run`, {
			...start,
			workflowData,
		});
		if (answer.executionId === undefined) {
			throw new Error(
				`The run of workflow ${id} is waiting for a webhook call: ${JSON.stringify(answer)}`,
			);
		}
		return answer.executionId;
	}
}

function notPublished(id: string, state: PublicationStatus): GiveUp {
	const reasons = state.triggers.map((trigger) => trigger.errorMessage).filter(Boolean);
	return new GiveUp(`Workflow ${id} could not be published: ${reasons.join('; ')}`);
}

function complete(workflow: NewWorkflow): object {
	const { settings = {}, nodes, ...rest } = workflow;
	return {
		...rest,
		active: false,
		nodes: nodes.map(completeNode),
		settings: { executionOrder: 'v1', ...settings },
	};
}

function completeNode(node: NewNode, index: number): INode {
	return {
		id: crypto.randomUUID(),
		typeVersion: 1,
		position: [index * GRID, 0],
		parameters: {},
		...node,
	};
}
