import type { IExecuteFunctions, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { forEachWithPauses } from '../../toloka/flow/pauses';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { checkedId } from '../../toloka/service/requests';
import { isSameContent } from '../../toloka/values/content';
import { clean, isRecord } from '../../toloka/values/foreign';
import { systemClock } from '../clock';
import { SHOWN_LENGTH, expressionFailure, expressionFault } from '../errors';
import { failingAmong } from '../expressions/expressions';
import { explainEmptyId } from './emptyInput';
import { DEFAULT_TIMEOUT_S, MAX_TIMEOUT_S, idInAddress } from './fields';
import { gapFlaw, hasGapWord } from '../expressions/gapWords';
import { hasMadeWord, madeWordFlaw } from '../expressions/madeWords';
import { hiddenError, mayHideError } from '../expressions/hiddenErrors';
import { RENAME_COLUMN, expressionsIn, misnamedColumn, namedIn } from '../expressions/namedColumns';
import type { Field, Reader } from './readers';
import { readNumber, shown } from './readers';

export interface PerItem<Value> {
	(itemIndex: number): Value;
	/** True if the parameter has no expression, so that all items have the same value. */
	readonly isConstant?: boolean;
}

/** Reads a parameter, unchecked, for any item. */
export function perItem<Value>(
	context: IExecuteFunctions,
	parameter: string,
	fallback: Value,
): PerItem<Value> {
	return readOnceIfConstant(
		context,
		[parameter],
		(itemIndex) => context.getNodeParameter(parameter, itemIndex, fallback) as Value,
	);
}

/**
 * Reads a parameter for any item with a reader of `readers.ts`. If an expression can make the value
 * differ per item, a refusal names the item: “Number of Performers of item 3 must be …”.
 *
 * @param parameter its name; that of an option includes its collection: `options.maxWait`.
 */
export function checkedPerItem<Value>(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	read: Reader<Value>,
): PerItem<Value> {
	// Only the value itself shows that its expression failed: the reader puts the fallback in its place.
	const value = perItem<unknown>(context, parameter, null);
	return perItemOf([value], (itemIndex) =>
		read(value(itemIndex), value.isConstant === true ? label : { label, itemIndex }),
	);
}

/**
 * The id of one item as entered, unchecked. n8n's own extraction with By URL takes one of several
 * addresses, and refuses an id without naming the item.
 */
export function enteredId(context: IExecuteFunctions, parameter: string, item: number): unknown {
	const entered: unknown = context.getNodeParameter(parameter, item, '');
	const isLocator = isRecord(entered) && entered.__rl === true;
	return idInAddress(parameter, isLocator ? entered.value : entered);
}

/** Reads an id from a resource locator or a plain field for any item. */
export function idPerItem(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
): PerItem<string> {
	return readOnceIfConstant(context, [parameter], (itemIndex, isConstant) => {
		const value = enteredId(context, parameter, itemIndex);
		if (isConstant) return checkedId(value, label);
		if ((value ?? '') === '') {
			const entered = JSON.stringify(rawParameter(context, parameter, null));
			explainEmptyId(context, entered, label, itemIndex);
		}
		return checkedId(value, label, itemIndex);
	});
}

const readersOfRun = new WeakMap<IExecuteFunctions, Map<string, PerItem<unknown>>>();

/** Returns the reader of a parameter, made once per run: making one examines its expression. */
function onceARun<Value>(
	context: IExecuteFunctions,
	parameter: string,
	make: () => PerItem<Value>,
): PerItem<Value> {
	const known = readersOfRun.get(context) ?? new Map<string, PerItem<unknown>>();
	readersOfRun.set(context, known);
	const read = known.get(parameter) ?? make();
	known.set(parameter, read);
	return read as PerItem<Value>;
}

/**
 * Reads a parameter of one item like `checkedPerItem`, when it is needed; a constant one only once.
 *
 * @param read the same for all items.
 */
export function checkedOf<Value>(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	read: Reader<Value>,
	itemIndex: number,
): Value {
	const make = () => checkedPerItem(context, parameter, label, read);
	return onceARun(context, parameter, make)(itemIndex);
}

/** Reads, or refuses, the id of one item when it is needed; a constant id only once. */
export function idOf(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	itemIndex: number,
): string {
	return onceARun(context, parameter, () => idPerItem(context, parameter, label))(itemIndex);
}

/**
 * Wraps `read` so that it runs once for all items if the parameters have no expression, because an
 * evaluation costs a millisecond (n8n §4). An expression that fails is reported for its item.
 */
export function readOnceIfConstant<Value>(
	context: IExecuteFunctions,
	parameters: readonly string[],
	read: (itemIndex: number, isConstant: boolean) => Value,
): PerItem<Value> {
	const entered = JSON.stringify(
		parameters.map((parameter) => rawParameter(context, parameter, null)),
	);
	if (entered.includes('"=')) {
		const expressions = expressionsIn(entered);
		const named = expressions.map(namedIn);
		const readItem = (itemIndex: number): Value => {
			assertNamesAreFound(context, named, itemIndex);
			try {
				const value = read(itemIndex, false);
				assertNoGaps(context, expressions, value, itemIndex);
				return value;
			} catch (error) {
				const evaluate = (text: string): unknown => context.evaluateExpression(text, itemIndex);
				const find = () => failingAmong(expressions, evaluate);
				throw expressionFault(error, itemIndex, find) ?? error;
			}
		};
		return Object.assign(readItem, { isConstant: false });
	}
	const constant = read(0, true);
	return Object.assign(() => constant, { isConstant: true });
}

function assertNamesAreFound(
	context: IExecuteFunctions,
	named: ReadonlyArray<ReturnType<typeof namedIn>>,
	itemIndex: number,
): void {
	const json = context.getInputData()[itemIndex]?.json;
	for (const names of named) {
		const fault = misnamedColumn(names, json);
		if (fault === undefined) continue;
		throw refusal(`An expression for item ${itemIndex} ${fault}`, `${RENAME_COLUMN}.`, itemIndex);
	}
}

/** Refuses a value in which a word, or nothing, stands for what an expression could not read. */
function assertNoGaps(
	context: IExecuteFunctions,
	expressions: readonly string[],
	value: unknown,
	itemIndex: number,
): void {
	const json = context.getInputData()[itemIndex]?.json;
	if (json === undefined) return;
	const hasWord = hasGapWord(value) || hasMadeWord(value);
	const evaluate = (text: string): unknown => context.evaluateExpression(text, itemIndex);
	for (const text of expressions) {
		if (!hasWord && !mayHideError(value, text)) continue;
		const found = evaluate(text);
		const hidden = hiddenError(found, text, json, evaluate);
		if (hidden !== undefined) throw expressionFailure(hidden, text, itemIndex);
		const flaw = madeWordFlaw(found, text, json, evaluate) ?? gapFlaw(found, text, json, evaluate);
		if (flaw === undefined) continue;
		throw refusal(
			`The value of an expression for item ${itemIndex} ${flaw}`,
			`Check the column that the expression “${clean(text, SHOWN_LENGTH)}” reads.`,
			itemIndex,
		);
	}
}

/** Reads a parameter like `checkedPerItem`; refuses values that differ between items. */
export async function checkedForAll<Value>(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	read: Reader<Value>,
): Promise<Value> {
	return await sameForAll(context, checkedPerItem(context, parameter, label, read), label);
}

/** Reads a value that must be the same for the whole run; if items differ, throws and names two. */
export async function sameForAll<Value>(
	context: IExecuteFunctions,
	read: PerItem<Value>,
	label: string,
): Promise<Value> {
	const first = read(0);
	if (read.isConstant === true) return first;
	const items = context.getInputData();
	await forEachWithPauses(items, { clock: systemClock }, (_item, itemIndex) => {
		const value = itemIndex === 0 ? first : read(itemIndex);
		if (!isSameContent(value, first)) throw different(label, first, value, itemIndex);
	});
	return first;
}

function different(label: string, first: unknown, value: unknown, item: number): TolokaFailure {
	return refusal(
		`${label} must be the same for all items: item 0 says ${shown(first)}, item ${item} says ${shown(value)}`,
		`Enter one value for ${label}, or run the node once per value, for example with Loop Over Items.`,
		item,
	);
}

/** Wraps a `read` that uses `parts` so that it runs once if all of them are constant. */
export function perItemOf<Value>(
	parts: ReadonlyArray<PerItem<unknown>>,
	read: (itemIndex: number) => Value,
): PerItem<Value> {
	if (!parts.every(({ isConstant }) => isConstant === true)) return read;
	const constant = read(0);
	return Object.assign(() => constant, { isConstant: true });
}

export interface ItemGroup<Target> {
	target: Target;
	/** Indexes of the input items, in ascending order. */
	items: number[];
}

/**
 * Groups the input items by their target, in order of first appearance. A failure in place of a
 * target makes a group of only its item.
 *
 * @param targetOf returns the same text for items that belong together, such as a project's id.
 */
export async function groupByTarget<Target extends string | TolokaFailure>(
	items: readonly unknown[],
	targetOf: PerItem<Target>,
): Promise<Array<ItemGroup<Target>>> {
	if (targetOf.isConstant === true)
		return [{ target: targetOf(0), items: items.map((_item, index) => index) }];
	const groups = new Map<Target, ItemGroup<Target>>();
	await forEachWithPauses(items, { clock: systemClock }, (_item, index) => {
		const target = targetOf(index);
		const group = groups.get(target) ?? { target, items: [] };
		if (group.items.length === 0) groups.set(target, group);
		group.items.push(index);
	});
	return [...groups.values()];
}

/** Returns the parameter as entered, with its expressions not evaluated. */
export function rawParameter(
	context: IExecuteFunctions,
	parameter: string,
	fallback: unknown,
): NodeParameterValueType | INodeParameters | object {
	return context.getNodeParameter(parameter, 0, fallback, { rawExpressions: true });
}

export function readTimeout(value: unknown, field: Field, fallback = DEFAULT_TIMEOUT_S): number {
	return readNumber(value, field, { min: 1, max: MAX_TIMEOUT_S, fallback });
}
