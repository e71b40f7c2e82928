import type { SeedData } from '../inProcess/seedData.mts';
import { isJsonObject, type JsonObject } from '../json.mts';
import { numberIn, requiredText, textIn } from './controlRoute.mts';

type Part = (seedData: SeedData, wanted: JsonObject) => string | string[];

/** `POST /_emulator/seed`: each key adds one kind of test data; its result has the same key. */
const parts: Readonly<Record<string, Part>> = {
	items: (seedData, wanted) => {
		const finishedFromMs = numberIn(wanted, 'finishedFromMs');
		const finishedToMs = numberIn(wanted, 'finishedToMs');
		const inputs = readInputs(wanted);
		return seedData.addItems(requiredText(wanted, 'project'), {
			count: inputs?.length ?? requiredCount(wanted, 'count'),
			...(inputs === undefined ? {} : { input: (index: number) => inputs[index] ?? {} }),
			...(finishedFromMs === undefined ? {} : { finishedFromMs }),
			...(finishedToMs === undefined ? {} : { finishedToMs }),
		});
	},
	taskSuites: (seedData, wanted) => {
		const overlap = numberIn(wanted, 'overlap');
		return seedData.addTaskSuites(requiredText(wanted, 'pool'), {
			count: requiredCount(wanted, 'count'),
			tasksPerSuite: numberIn(wanted, 'tasksPerSuite') ?? 1,
			...(overlap === undefined ? {} : { overlap }),
		});
	},
	aggregation: (seedData, wanted) => {
		const poolId = textIn(wanted, 'pool');
		return seedData.addAggregation({
			rows: requiredCount(wanted, 'rows'),
			expired: wanted.expired === true,
			withTasks: wanted.withTasks === true,
			...(poolId === undefined ? {} : { poolId }),
		});
	},
	tasks: (seedData, wanted) => {
		const overlap = numberIn(wanted, 'overlap');
		return seedData.addTasks(requiredText(wanted, 'pool'), {
			count: requiredCount(wanted, 'count'),
			...(overlap === undefined ? {} : { overlap }),
		});
	},
	bulkAssignments: (seedData, wanted) => {
		const fromMs = numberIn(wanted, 'fromMs');
		seedData.addBulkAssignments(requiredText(wanted, 'pool'), {
			count: requiredCount(wanted, 'count'),
			tasksPerSuite: numberIn(wanted, 'tasksPerSuite') ?? 1,
			...(fromMs === undefined ? {} : { fromMs }),
		});
		return [];
	},
	operations: (seedData, wanted) =>
		seedData.addOperations({
			count: requiredCount(wanted, 'count'),
			overMs: requiredCount(wanted, 'overMs'),
			failShare: numberIn(wanted, 'failShare') ?? 0,
		}),
};

export function seedFrom(seedData: SeedData, body: JsonObject): JsonObject {
	const answers: JsonObject = {};
	for (const [name, wanted] of Object.entries(body)) {
		const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
		if (part === undefined || !isJsonObject(wanted)) {
			throw new RangeError(
				`Test data must be one or more of ${Object.keys(parts).join(', ')}, each an object`,
			);
		}
		answers[name] = part(seedData, wanted);
	}
	return answers;
}

/** `inputs` contains the items' inputs; without it they are generated. */
function readInputs(wanted: JsonObject): JsonObject[] | undefined {
	const { inputs } = wanted;
	if (inputs === undefined) {
		return undefined;
	}
	if (!Array.isArray(inputs) || !inputs.every(isJsonObject)) {
		throw new RangeError('"inputs" must be an array of objects');
	}
	return inputs;
}

function requiredCount(wanted: JsonObject, name: string): number {
	const count = numberIn(wanted, name);
	if (count === undefined || !Number.isInteger(count) || count < 0) {
		throw new RangeError(`"${name}" must be a whole number of 0 or more`);
	}
	return count;
}
