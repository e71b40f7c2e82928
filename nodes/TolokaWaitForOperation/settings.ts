import type { IExecuteFunctions } from 'n8n-workflow';
import { timeoutOption } from '../shared/n8n/parameters/fields';
import { checkedPerItem, readTimeout, sameForAll } from '../shared/n8n/parameters/parameters';
import type { Reader } from '../shared/n8n/parameters/readers';
import { choiceOf, numberWithin, readBoolean } from '../shared/n8n/parameters/readers';
import { TIMEOUT_S } from './fields';
import { keepValue, readWaits } from './keptWaits';
import { isOwnLoop } from './loop';

export type WaitFor = 'operation' | 'pool' | 'batch';

/** How a run waits, the same for all of its items. */
export interface Settings {
	/** How long to wait in total; 0 polls once. */
	waitMs: number;
	/** Whether an operation that ends with FAIL, or a pool or batch that ends early, is a failure. */
	isErrorAtEnd: boolean;
	addTaskSuiteIds: boolean;
	timeoutMs: number;
}

interface How {
	waitFor: WaitFor;
	waits: boolean;
	suspends: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LONGEST_DEADLINE_MS = 365 * 24 * HOUR_MS;

/** Reads how to wait; a suspended wait keeps the values of expressions from when it began. */
export async function settingsOf(context: IExecuteFunctions, how: How): Promise<Settings> {
	const read = settingReader(context, how);
	const { waits, waitFor } = how;
	const [atEnd, atEndLabel] =
		waitFor === 'operation'
			? ['ifFailed', 'If an Operation Ends With FAIL']
			: ['ifClosedEarly', 'If It Closes Early'];
	const { parameter, label, unitMs, fallback } = deadlineOf(how);
	const limits = { min: 0, max: LONGEST_DEADLINE_MS / unitMs, fallback };
	const timeout = await read('options.timeout', timeoutOption.displayName, (value, field) =>
		readTimeout(value, field, TIMEOUT_S),
	);
	return {
		waitMs: waits ? unitMs * (await read(parameter, label, numberWithin(limits))) : 0,
		isErrorAtEnd:
			waits && (await read(atEnd, atEndLabel, choiceOf(['error', 'output'], 'error'))) === 'error',
		addTaskSuiteIds:
			waitFor === 'operation' &&
			(await read('options.addTaskSuiteIds', 'Add IDs of Task Suites', readBoolean)),
		timeoutMs: timeout * 1000,
	};
}

function settingReader(context: IExecuteFunctions, { suspends }: How) {
	return async <Value>(parameter: string, label: string, reader: Reader<Value>): Promise<Value> => {
		const value = checkedPerItem(context, parameter, label, reader);
		if (value.isConstant === true) return value(0);
		// The items of the loop are this node's own, so the user's expression does not apply to them.
		const kept = isOwnLoop(context) ? readWaits(context).values[parameter] : undefined;
		if (kept !== undefined) return kept as Value;
		const given = await sameForAll(context, value, label);
		return suspends ? keepValue(context, parameter, given) : given;
	};
}

interface DeadlineField {
	parameter: string;
	label: string;
	unitMs: number;
	fallback: number;
}

function deadlineOf({ waitFor, suspends }: How): DeadlineField {
	if (waitFor !== 'operation') {
		return {
			parameter: 'deadlineDays',
			label: 'Deadline (Days)',
			unitMs: 24 * HOUR_MS,
			fallback: 7,
		};
	}
	return suspends
		? { parameter: 'deadlineHours', label: 'Deadline (Hours)', unitMs: HOUR_MS, fallback: 24 }
		: {
				parameter: 'deadlineMinutes',
				label: 'Deadline (Minutes)',
				unitMs: MINUTE_MS,
				fallback: 10,
			};
}
