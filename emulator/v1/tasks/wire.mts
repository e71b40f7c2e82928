import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Issuing, PoolTask, Task, TaskSuite } from '../entities.mts';
import { remainingOverlap } from './overlap.mts';

const DIGITS = 3;

type Issued = Issuing & { issued: number };

/** A suite with its server-set fields (toloka-api §6.2). */
export function formatSuite(world: World, suite: TaskSuite): JsonObject {
	const wire: JsonObject = {
		id: suite.id,
		pool_id: suite.pool.id,
		tasks: suite.tasks.map(formatTask),
		...formatIssuing(suite),
		issuing_order_override: suite.issuingOrder,
		mixed: suite.mixed,
		automerged: suite.isMerged === true,
		created: world.wireDate(suite.createdUs, DIGITS),
		...suite.rest,
	};
	if (suite.place !== null) {
		wire.longitude = suite.place.longitude;
		wire.latitude = suite.place.latitude;
	}
	return wire;
}

/** A task that is not in a suite, with its server-set fields (toloka-api §P2.4, §P2.7). */
export function formatPoolTask(world: World, task: PoolTask): JsonObject {
	return {
		...formatTask(task),
		pool_id: task.pool.id,
		...formatIssuing(task),
		created: world.wireDate(task.createdUs, DIGITS),
	};
}

export function formatTask(task: Task): JsonObject {
	const wire: JsonObject = { id: task.id, input_values: task.input };
	if (task.knownSolutions !== null) {
		wire.known_solutions = task.knownSolutions;
	}
	if (task.baselineSolutions !== null) {
		wire.baseline_solutions = task.baselineSolutions;
	}
	if (task.hint !== null) {
		wire.message_on_unknown_solution = task.hint;
	}
	return { ...wire, ...task.rest };
}

function formatIssuing(issued: Issued): JsonObject {
	const { overlap, reservedFor, unavailableFor } = issued;
	return {
		...(overlap === null ? {} : { overlap }),
		infinite_overlap: overlap === null,
		remaining_overlap: remainingOverlap(issued),
		reserved_for: reservedFor,
		unavailable_for: unavailableFor,
	};
}
