import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Connection } from '../shared/n8n/transport';
import type { ChangedPool } from '../shared/toloka/operations/poolActions';

/** One run of the node: what every operation gets. */
export interface Run {
	context: IExecuteFunctions;
	connection: Connection;
	/** Pools that were opened or closed for an item, for other items that name them, too. */
	changedPools: Map<string, Promise<ChangedPool>>;
}

/** Reads what one input item asks for, and gives what answers it; nothing is sent before. */
export type ItemOperation = (run: Run, index: number) => () => Promise<INodeExecutionData[]>;

/** Answers all input items, where they are worked on together. */
export type RunOperation = (run: Run) => Promise<INodeExecutionData[]>;
