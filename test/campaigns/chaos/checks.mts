import { inspect } from 'node:util';
import type { INodeExecutionData } from 'n8n-workflow';
import { log, workflowPackage } from '../../engine/engine.mts';
import { factsOf } from './facts.mts';
import type { Stage } from './stage.mts';

/** Invariants that hold in every scenario. */

const INTERNALS =
	/Cannot read|undefined|is not a function|\bat \w+ \(|\[object|\bNaN\b|node_modules/;
/** Checks that a failed run ends in an n8n error that says what happened and what to do. */
export function checkError(stage: Stage, error: unknown): void {
	const { NodeApiError, NodeOperationError } = workflowPackage;
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) {
		const plain = error as { name?: string; message?: string };
		// The errors of a saved execution are plain objects.
		if (!/^Node(Api|Operation)Error$/.test(plain.name ?? '')) {
			stage.violated('errors are errors of n8n', inspect(error).slice(0, 300));
			return;
		}
	}
	const { message, description } = error as { message: string; description?: string | null };
	checkWords(stage, message, description ?? '');
	if (factsOf(error).kind === undefined) stage.violated('errors tell their kind', message);
	checkSecret(stage, 'an error', inspect(error, { depth: 12, showHidden: true }));
}

/** Checks the message of an item that failed in a node that continues on fail. */
export function checkItem(stage: Stage, { json: { error, message } }: INodeExecutionData): void {
	if (error !== undefined) checkWords(stage, String(error), String(message ?? ''));
}

function checkWords(stage: Stage, message: string, description: string): void {
	const text = `${message} | ${description}`;
	if (message.trim() === '' || description.trim().length < 20) {
		stage.violated('errors say what to do', text);
	} else if (INTERNALS.test(text)) {
		stage.violated('errors show no internals', text);
	}
	stage.tell(`error: ${text}`);
}

/** Checks that the token does not appear in a text. */
export function checkSecret(stage: Stage, place: string, text: string): void {
	if (text.includes(stage.secret)) stage.violated('the token stays secret', `found in ${place}`);
}

/** Checks everything that was logged since the run started. */
export function checkLog(stage: Stage): void {
	checkSecret(stage, 'the log', log.map(({ message }) => message).join('\n'));
}

/** Serializes a value regardless of the order of its keys. */
export function contentOf(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}

/** Counts how often each content occurs. */
export function countByContent(values: Iterable<unknown>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const value of values) {
		const content = contentOf(value);
		counts.set(content, (counts.get(content) ?? 0) + 1);
	}
	return counts;
}

/** Lists what is missing and what is surplus compared with the expected counts. */
export function difference(
	actual: ReadonlyMap<string, number>,
	expected: ReadonlyMap<string, number>,
): { missing: string[]; surplus: string[] } {
	const missing: string[] = [];
	const surplus: string[] = [];
	for (const key of new Set([...actual.keys(), ...expected.keys()])) {
		const excess = (actual.get(key) ?? 0) - (expected.get(key) ?? 0);
		const target = excess > 0 ? surplus : missing;
		for (let times = 0; times < Math.abs(excess); times += 1) target.push(key);
	}
	return { missing, surplus };
}

/** Returns the index of the input item that an output item is paired with. */
export function placeOf({ pairedItem }: INodeExecutionData): number | undefined {
	const item = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof item === 'object' ? item.item : item;
}

/** Lists the first few keys for a message. */
export function some(keys: readonly string[]): string {
	const shown = keys.slice(0, 3).map((key) => key.slice(0, 120));
	return `${keys.length} (${shown.join(', ')}${keys.length > 3 ? ', …' : ''})`;
}
