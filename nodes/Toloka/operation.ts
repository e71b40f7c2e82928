import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Connection } from '../shared/n8n/transport';

/** One run of the node: what every operation gets. */
export interface Run {
	context: IExecuteFunctions;
	connection: Connection;
}

/** Reads what one input item asks for, and gives what answers it; nothing is sent before. */
export type ItemOperation = (run: Run, index: number) => () => Promise<INodeExecutionData[]>;

/** Answers all input items, where they are worked on together. */
export type RunOperation = (run: Run) => Promise<INodeExecutionData[]>;
