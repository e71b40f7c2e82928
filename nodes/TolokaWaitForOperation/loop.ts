import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { refusal } from '../shared/toloka/service/failures';
import { systemClock } from '../shared/n8n/clock';
import { isToolCall, previousNode } from '../shared/n8n/execution/execution';

/** Part of n8n's execute context since 1.x, but missing in its types (n8n §2). */
interface KnowsConnections {
	/** Connections that end at a node, by input; each with the output it comes from. */
	getConnections(
		destination: { name: string },
		type: 'main',
	): Array<Array<{ node: string; index: number }> | null>;
}

/** True if the input comes from this node's own output Pending. */
export function isOwnLoop(context: IExecuteFunctions): boolean {
	return previousNode(context) === context.getNode().name;
}

const LOOP_OVER_ITEMS = 'n8n-nodes-base.splitInBatches';

/**
 * Whether the items must leave together. n8n returns only what came last to the parent of a
 * sub-workflow (n8n §2).
 */
export function leavesTogether(context: IExecuteFunctions): boolean {
	return context.getMode() === 'integrated' || isInLoopOverItems(context);
}

/**
 * True if Done leads back to a Loop Over Items around this node. Loop Over Items expects the items
 * of a round back in one piece: a part would start the next round, and end the loop several times.
 */
function isInLoopOverItems(context: IExecuteFunctions): boolean {
	const { name } = context.getNode();
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	return context
		.getChildNodes(name)
		.some((node) => node.type === LOOP_OVER_ITEMS && before.has(node.name));
}

/** Returns the user's row of an input item; slim items contain it if it may be needed. */
export function rowOf(context: IExecuteFunctions, { json }: INodeExecutionData): IDataObject {
	return isOwnLoop(context) ? ((json.input_data as IDataObject | undefined) ?? json) : json;
}

/** Refuses wiring with which the node would end without a result or never end; sends no request. */
export async function refuseUnusableWiring(
	context: IExecuteFunctions,
	suspends: boolean,
): Promise<void> {
	const reason = suspends ? suspendProblem(context) : inNodeProblem(context);
	if (reason === undefined) return;
	// A node that continues on fail would receive its own input again and again; n8n ends a run whose
	// node asked to wait and then failed, whatever its settings are. A tool must not ask to wait: its
	// agent would wait, and the agent's answer would be lost.
	if (context.continueOnFail() && !isToolCall(context)) {
		await context.putExecutionToWait(new Date(systemClock.now()));
	}
	throw refusal(...reason);
}

type Reason = [text: string, advice: string];

const AS_TOOL: Reason = [
	'A tool of an agent cannot suspend the execution',
	'Set Operation to Check Once, so that the model asks again later, or choose the mode In the Node.',
];

function suspendProblem(context: IExecuteFunctions): Reason | undefined {
	if (isToolCall(context)) return AS_TOOL;
	if (context.getNode().alwaysOutputData === true) {
		return [
			'The setting Always Output Data would make this node wait for nothing again and again',
			'Switch Always Output Data off in the settings of this node, or choose the mode In the Node.',
		];
	}
	const outputs = outputsTo(context, context.getNode());
	if (outputs === undefined) return undefined;
	const next = nextNodes(context);
	if (outputs.includes(0) && outputs.length === 1) return nextNodeProblem(next);
	const [astray] = next.onPending;
	return [
		'The output Pending is not connected to the input of this same node',
		outputs.length === 0 && astray !== undefined
			? `Move the connection to “${astray}” from Pending to Done, then draw a connection from Pending to the input of this node. ${OR_IN_NODE}`
			: `Draw a connection from Pending to the input of this node, and from Done to the next node; only Pending may lead back. ${OR_IN_NODE}`,
	];
}

const OR_IN_NODE = 'Or choose the mode In the Node.';

/** Names of the other nodes that are directly connected to each output. */
interface NextNodes {
	onPending: string[];
	onDone: string[];
}

function nextNodes(context: IExecuteFunctions): NextNodes {
	const { name } = context.getNode();
	const next = context.getChildNodes(name).filter((node) => node.name !== name);
	const on = (output: number) =>
		next.filter((node) => outputsTo(context, node)?.includes(output)).map((node) => node.name);
	return { onPending: on(0), onDone: on(1) };
}

/**
 * n8n connects a node added after this one to the first output, Pending (n8n §2). There it would
 * run each time the execution resumes, with what is not finished. If a node is on Done, too, one on
 * Pending may be meant, to report the progress.
 */
function nextNodeProblem({ onPending, onDone }: NextNodes): Reason | undefined {
	const [astray] = onPending;
	if (astray === undefined || onDone.length > 0) return undefined;
	return [
		`The node “${astray}” is connected to the output Pending, and no node to the output Done`,
		`Move the connection to “${astray}” from Pending to Done. ${OR_IN_NODE}`,
	];
}

function inNodeProblem(context: IExecuteFunctions): Reason | undefined {
	const outputs = outputsTo(context, context.getNode());
	if (outputs === undefined || outputs.length === 0) return undefined;
	return [
		'This node is connected to its own input, which is for the mode Suspend the Execution only',
		'Remove that connection, or choose the mode Suspend the Execution.',
	];
}

/** Returns this node's outputs that lead directly to a node; undefined if n8n does not tell. */
function outputsTo(
	context: IExecuteFunctions,
	destination: { name: string },
): number[] | undefined {
	const { getConnections } = context as unknown as Partial<KnowsConnections>;
	const inputs = getConnections?.call(context, destination, 'main');
	return inputs
		?.flatMap((sources) => sources ?? [])
		.filter((source) => source.node === context.getNode().name)
		.map(({ index }) => index);
}
