import { parse } from 'flatted';
import type {
	ExecutionStatus,
	INodeExecutionData,
	IRunExecutionData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { GiveUp, waitUntil } from '../waitUntil.mts';
import type { Session } from './session.mts';

/** A row of n8n's list of executions. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: WorkflowExecuteMode;
	startedAt: string;
	stoppedAt?: string;
	waitTill?: string | null;
}

/** An execution with the output of its nodes. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

interface ExecutionFilter {
	workflowId?: string;
	status?: ExecutionStatus[];
	mode?: WorkflowExecuteMode;
}

interface Page {
	results: ExecutionSummary[];
	nextCursor?: string | null;
}

const FINAL: ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];
/** Toloka Wait for Operation alone may poll for a minute before it suspends the execution. */
const PATIENCE_MS = 180_000;
const PAGE_SIZE = 100;

/** Reads executions, and retries them. */
export class Executions {
	private readonly session: Session;

	constructor(session: Session) {
		this.session = session;
	}

	/** All executions that match, newest first. */
	async list(filter: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		const found = new Map<string, ExecutionSummary>();
		let position: { cursor?: string; lastId?: string } | undefined = {};
		while (position !== undefined) {
			const page: Page = await this.session.get<Page>('/rest/executions', {
				filter: JSON.stringify(filter),
				limit: PAGE_SIZE,
				...position,
			});
			for (const execution of page.results) found.set(execution.id, execution);
			position = nextPosition(page);
		}
		return [...found.values()];
	}

	/** Reads one execution with its data. */
	async get(id: string): Promise<Execution> {
		const { data, ...summary } = await this.session.get<ExecutionSummary & { data: string }>(
			`/rest/executions/${id}`,
		);
		return { ...summary, data: parse(data) as IRunExecutionData };
	}

	/**
	 * Waits until the execution has one of the given states, by default any final one; throws if it
	 * ends otherwise.
	 */
	async wait(
		id: string,
		options: { timeoutMs?: number; until?: ExecutionStatus[] } = {},
	): Promise<Execution> {
		const { timeoutMs = PATIENCE_MS, until = FINAL } = options;
		let status: ExecutionStatus = 'unknown';
		return await waitUntil(
			`execution ${id} to become ${until.join(' or ')}`,
			async () => {
				const execution = await this.get(id);
				status = execution.status;
				if (until.includes(status)) return execution;
				if (FINAL.includes(status)) throw new GiveUp(`Execution ${id} has ended: ${status}`);
				return undefined;
			},
			timeoutMs,
			200,
		).catch((error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason} (its state: ${status})`, { cause: error });
		});
	}

	/**
	 * Retries a failed execution, as the "Retry" button does: a new one starts where it failed, or
	 * from the beginning if n8n itself died. Returns the new execution's id once it has ended.
	 */
	async retry(id: string): Promise<string> {
		const path = `/rest/executions/${id}/retry`;
		return (await this.session.post<ExecutionSummary>(path, { loadWorkflow: false })).id;
	}
}

/** The items that a node output in its last run, or in the given run. */
export function outputOf(
	execution: Execution,
	node: string,
	options: { output?: number; run?: number } = {},
): INodeExecutionData[] {
	const runs = execution.data.resultData.runData[node] ?? [];
	const run = options.run === undefined ? runs.at(-1) : runs[options.run];
	return run?.data?.main[options.output ?? 0] ?? [];
}

/** The message and description of an execution's error, as n8n shows them. */
export function failureOf(execution: Execution): string | undefined {
	const error = execution.data.resultData.error;
	if (error === undefined) return undefined;
	const description = 'description' in error ? error.description : undefined;
	return [error.message, description].filter(Boolean).join(' ');
}

/** n8n 2.x pages by a cursor, 1.x by the last id seen. */
function nextPosition(page: Page): { cursor?: string; lastId?: string } | undefined {
	if (page.nextCursor) return { cursor: page.nextCursor };
	const last = page.results.at(-1);
	const isOldKind = page.nextCursor === undefined;
	if (!isOldKind || last === undefined || page.results.length < PAGE_SIZE) return undefined;
	return { lastId: last.id };
}
