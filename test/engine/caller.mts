import type { RelatedExecution, WorkflowExecuteMode } from 'n8n-workflow';

/** The execution that calls a sub-workflow. */
export interface Caller {
	parentExecutionId: string;
	/** What it was at first: a retry of it remembers that. */
	source: WorkflowExecuteMode;
	/** Its mode, or that of the first one of several; unknown once the sub-workflow has waited. */
	rootExecutionMode?: WorkflowExecuteMode;
}

/** What n8n saves about the caller with the sub-workflow's execution. */
export function parentOf({ parentExecutionId: executionId, source }: Caller): RelatedExecution {
	const executionContext = { version: 1 as const, establishedAt: 0, source };
	return { executionId, workflowId: 'parent', executionContext };
}

/** What n8n saves when an execution starts. */
export function runtimeDataOf(began: number, source: WorkflowExecuteMode, calledBy?: Caller) {
	const parentExecutionId = calledBy?.parentExecutionId;
	return { version: 1 as const, establishedAt: began, source, parentExecutionId };
}
