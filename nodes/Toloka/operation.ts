import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Once } from './once';
import type { OwnChanges } from './ownChanges';

/** What every operation gets for one run of the node. */
export interface Run {
	context: IExecuteFunctions;
	connection: Connection;
	/** For what several input items may name: a pool to open, a batch to start, a project to read. */
	once: Once;
	ownChanges: OwnChanges;
}

/**
 * Reads an item's parameters; only the function that it returns sends requests and makes output.
 */
export type ItemOperation = (run: Run, index: number) => () => Promise<INodeExecutionData[]>;

/** Handles all input items together and returns their output. */
export type RunOperation = (run: Run) => Promise<INodeExecutionData[]>;
