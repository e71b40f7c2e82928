import type { Json, JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Microseconds } from '../../dates.mts';
import type { OperationLogEntry, OperationType, Pool } from '../entities.mts';
import type { Checked } from './fieldChecks.mts';

/** What differs between uploading tasks and uploading suites. */
export interface UploadKind<D extends { pool: Pool }, M> {
	operation: OperationType;
	validated: OperationLogEntry['type'];
	created: OperationLogEntry['type'];
	/** The key of the new id in the log. */
	idName: string;
	check(world: World, sent: Json, allowDefaults: boolean): Checked<D>;
	create(world: World, draft: D, createdUs: Microseconds): M;
	format(world: World, made: M): JsonObject;
	/** The tasks in one entry of the body. */
	tasksOf(sent: Json): Json[];
	/** Refuses a pool that accepts only the other kind. */
	requireFitting(world: World, pool: Pool): void;
}
