import type { IExecuteFunctions } from 'n8n-workflow';
import { recall, remember } from '../shared/n8n/nodeMemory';

/** How a run waits: one for all of its items. */
export interface Settings {
	/** How long to wait in all. */
	waitMs: number;
	/** Whether what ends with FAIL, or before people were done, is a failure. */
	isErrorAtEnd: boolean;
	addTaskSuiteIds: boolean;
	timeoutMs?: number;
}

/** What a suspended wait remembers between its runs. */
export interface KeptWaits {
	/** Epoch milliseconds at which waiting began, by operation id. */
	since: Record<string, number>;
	/** Looks in a row that the service did not answer. */
	unanswered: number;
	/** With which the wait began. */
	settings?: Settings;
}

const NAME = 'tolokaWaits';

export function readWaits(context: IExecuteFunctions): KeptWaits {
	const kept = recall<KeptWaits>(context, NAME);
	// Nothing inherited may pass for a time.
	const since = Object.assign(Object.create(null) as KeptWaits['since'], kept?.since);
	return { unanswered: 0, ...kept, since };
}

export function writeWaits(context: IExecuteFunctions, waits: KeptWaits): void {
	remember(context, NAME, waits);
}

/** The settings with which the wait began; none where an older version began it. */
export function keptSettings(context: IExecuteFunctions): Settings | undefined {
	return recall<KeptWaits>(context, NAME)?.settings;
}

export function keepSettings(context: IExecuteFunctions, settings: Settings): void {
	writeWaits(context, { ...readWaits(context), settings });
}
