import type { INodeParameters } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../demo/n8n/client/credentials.mts';
import type { NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import { everySeconds } from '../../../demo/n8n/pollTimes.mts';
import { ONCE, POLL_EVERY_S, TRIGGER, onceNode, rowsWorkflow } from './workflows.mts';

/** Work on pools that costs money, each kind in its own workflow. */
export const POOL_WORK = ['tasks', 'accept', 'clone'] as const;
export type PoolWorkKind = (typeof POOL_WORK)[number];

/** The route of each kind whose request is interrupted. */
export const CUT_OFF: Record<PoolWorkKind, string> = {
	tasks: 'POST /tasks',
	accept: 'PATCH /assignments/{id}',
	clone: 'POST /pools/{id}/clone',
};

const TYPES: Record<PoolWorkKind, string> = {
	tasks: 'tolokaCreateTaskSuites',
	accept: 'toloka',
	clone: 'toloka',
};

function parametersOf(
	kind: PoolWorkKind,
	poolId: string,
	operationId: string | undefined,
): INodeParameters {
	const pool = { __rl: true, mode: 'id', value: poolId };
	switch (kind) {
		case 'tasks':
			return { pool, ...(operationId !== undefined && { options: { operationId } }) };
		case 'accept':
			return { resource: 'assignment', operation: 'accept', assignmentId: '={{ $json.id }}' };
		case 'clone':
			return { resource: 'pool', operation: 'clone', pool, cloneName: '={{ $json.name }}' };
	}
}

/**
 * Builds a workflow in which one node works on rows from a webhook.
 *
 * @param operationId for tasks; without it, only retries of an execution avoid duplicates.
 */
export function poolWorkflow(
	kind: PoolWorkKind,
	poolId: string,
	credential: Credential,
	operationId?: string,
): NewWorkflow {
	return rowsWorkflow(`Pools: ${kind}`, kind, {
		name: 'Work',
		type: `n8n-nodes-toloka.${TYPES[kind]}`,
		parameters: parametersOf(kind, poolId, operationId),
		credentials: credentialOf(credential),
	});
}

/** Builds a workflow that lets each answer of a pool through once. */
export function answersWorkflow(
	poolId: string,
	credential: Credential,
	delivery: string,
): NewWorkflow {
	return {
		name: 'Receive answers of a pool',
		nodes: [
			{
				name: TRIGGER,
				type: 'n8n-nodes-toloka.tolokaPoolTrigger',
				parameters: {
					pollTimes: everySeconds(POLL_EVERY_S),
					pools: { values: [{ pool: { __rl: true, mode: 'id', value: poolId } }] },
					assignmentOutput: 'assignments',
					options: { delivery },
				} as never,
				credentials: credentialOf(credential),
			},
			onceNode(),
		],
		connections: { [TRIGGER]: { main: [[{ node: ONCE, type: 'main', index: 0 }]] } },
	};
}
