import type { Feed } from '../toloka/flow/feed';
import type { TolokaFailure } from '../toloka/service/failures';
import type { PollLimits } from './pollSettings';
import type { Start } from './pollStart';
import type { Connection } from './transport';

/** What a trigger follows, with its parameters read. */
export interface Followed<Row extends { id: string }> {
	/** What is watched; with another scope the trigger starts anew. */
	scope: string;
	feeds: Array<Feed<Row>>;
	start: Start;
	limits: PollLimits;
	connection: Connection;
	/** A stored state as this version writes it. */
	upgraded?(stored: unknown): unknown;
	/** Why a test has nothing to show. */
	nothingYet(): Promise<TolokaFailure>;
}
