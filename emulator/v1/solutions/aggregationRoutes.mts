import { REQUESTER_ID } from '../../account.mts';
import { readText, requireObject } from '../../service/bodies.mts';
import { idAsText, isJsonObject, type JsonObject } from '../../json.mts';
import { doesNotExist, invalidField, ServiceError } from '../../service/errors.mts';
import { readLimit } from '../../service/search.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import {
	aggregatePool,
	aggregateTask,
	weighingOf,
	type AggregationMethod,
} from './aggregation.mts';
import { pollsOf } from './ballots.mts';
import { findTask } from '../tasks/taskList.mts';
import type { FormulaSource } from '../../service/formulaPages.mts';
import type { Pool, SolutionSource } from '../entities.mts';
import type { FieldSpec } from '../../service/inputSpec.mts';
import { answerSpec } from '../assignments/viewOptions.mts';
import { isMixing } from '../pools/kind.mts';
import { findOperation, formatOperation } from '../operations/operationRoutes.mts';

const METHODS: readonly AggregationMethod[] = ['WEIGHTED_DYNAMIC_OVERLAP', 'DAWID_SKENE'];
const BODY_KEYS = ['pool_id', 'type', 'answer_weight_skill_id', 'fields'];
const DEFAULT_LIMIT = 50;
/** Widest range of integers that can be aggregated. */
const MAX_SPAN = 32;

interface Wanted {
	pool: Pool;
	method: AggregationMethod;
	skillId: string | null;
	fields: string[];
}

/** Aggregation of answers (toloka-api §6.6 to §6.8). */
export const aggregationRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/aggregated-solutions/aggregate-by-pool',
		query: [],
		handle: startPool,
	},
	{
		method: 'POST',
		pattern: '/aggregated-solutions/aggregate-by-task',
		query: [],
		handle: aggregateOne,
	},
	{
		method: 'GET',
		pattern: '/aggregated-solutions/{operationId}',
		query: ['sort', 'limit', 'task_id_gt', 'task_id_gte', 'task_id_lt', 'task_id_lte'],
		handle: read,
	},
];

function startPool(world: World, { body, operationFault }: ServiceRequest): Reply {
	world.quotas.takeAggregate('start');
	const sent = requireObject(body, [...BODY_KEYS, 'task_id']);
	const wanted = readWanted(world, sent);
	const taskId = readText(sent, 'task_id');
	const { pool } = wanted;
	const operation = world.operations.start(world, {
		type: 'SOLUTION.AGGREGATE',
		parameters: parametersOf(wanted),
		outcome: 'SUCCESS',
		fault: operationFault,
		work: (finishedUs) => ({
			details: {},
			log: [],
			solutions: aggregatePool(world, pool, { ...wanted, taskId }, finishedUs),
		}),
		undone: { details: {}, log: [] },
	});
	const status = world.successStatus(202);
	return { status, body: formatOperation(world, operation) };
}

function aggregateOne(world: World, { body }: ServiceRequest): Reply {
	const sent = requireObject(body, [...BODY_KEYS, 'task_id']);
	const wanted = readWanted(world, sent);
	const { pool, method } = wanted;
	const taskId = requireText(sent, 'task_id');
	if (findTask(world, taskId)?.pool !== pool) {
		throw doesNotExist();
	}
	const polls = pollsOf(world, pool, method, world.nowUs());
	const poll = polls.find(({ task }) => task.id === taskId);
	const solution = poll && aggregateTask(pool, poll, weighingOf(world, wanted));
	if (!solution) {
		throw new ServiceError(
			409,
			'ASSIGNMENTS_AGGREGATION_DENIED',
			'There are not enough accepted assignments to aggregate',
		);
	}
	return {
		status: world.successStatus(200),
		body: {
			confidence: solution.confidence,
			output_values: solution.output,
			pool_id: solution.poolId,
			task_id: solution.taskId,
		},
	};
}

/** What is returned for early, foreign and expired ids is unknown (toloka-api §12, row 26). */
function read(world: World, { params, query }: ServiceRequest): Reply {
	world.quotas.takeAggregate('results');
	const operation = findOperation(world, params.operationId);
	if (operation.type !== 'SOLUTION.AGGREGATE') {
		throw new ServiceError(409, 'INVALID_OPERATION_TYPE', 'Operation has another type');
	}
	if (operation.expired) {
		throw new ServiceError(409, 'RESULTS_EXPIRED', 'Results are no longer stored');
	}
	if (operation.result === null) {
		throw new ServiceError(409, 'CONFLICT_STATE', 'Operation is not finished yet');
	}
	if (operation.outcome === 'FAIL' || operation.result.solutions === undefined) {
		throw doesNotExist();
	}
	const switches = world.switches.get();
	const limit = readLimit(
		query,
		{ initial: DEFAULT_LIMIT, max: switches.aggregatedMaxLimit },
		switches,
	);
	const { solutions } = operation.result;
	const page = world.formulaPages.page(solutions, solutionRows(solutions), query, limit);
	return { status: 200, body: page };
}

function readWanted(world: World, sent: JsonObject): Wanted {
	const poolId = requireId(sent, 'pool_id');
	const pool = world.pools.get(poolId);
	if (pool === undefined) {
		throw invalidField('pool_id', 'ENTITY_DOES_NOT_EXIST');
	}
	const type = requireText(sent, 'type');
	const method = METHODS.find((known) => known === type);
	if (method === undefined) {
		throw invalidField('type', 'UNKNOWN_ENUM_VALUE', [...METHODS]);
	}
	const skillId = method === 'DAWID_SKENE' ? null : requireSkill(world, sent);
	const fields = readFields(sent, pool, method);
	requireMixer(world, pool, method);
	return { pool, method, skillId, fields };
}

/** The status code is not documented (toloka-api §P6). */
function requireMixer(world: World, pool: Pool, method: AggregationMethod): void {
	const isNeeded = method !== 'DAWID_SKENE' && world.switches.get().bySkillNeedsMixer;
	if (isNeeded && !isMixing(pool)) {
		throw new ServiceError(
			409,
			'ONLY_FOR_POOL_WITH_MIXER',
			'Aggregation by skill is possible only for pools with smart mixing',
		);
	}
}

function requireSkill(world: World, sent: JsonObject): string {
	const skillId = requireId(sent, 'answer_weight_skill_id');
	if (!world.skills.has(skillId)) {
		throw invalidField('answer_weight_skill_id', 'ENTITY_DOES_NOT_EXIST');
	}
	return skillId;
}

function requireId(sent: JsonObject, name: string): string {
	return requireText({ [name]: idAsText(sent[name] ?? null) }, name);
}

function requireText(sent: JsonObject, name: string): string {
	const text = readText(sent, name);
	if (text === null) {
		throw invalidField(name, 'VALUE_REQUIRED');
	}
	return text;
}

/** `[{"name":"result"}]`; Dawid-Skene accepts at most one. */
function readFields(sent: JsonObject, pool: Pool, method: AggregationMethod): string[] {
	const { fields } = sent;
	if (!Array.isArray(fields)) {
		throw invalidField('fields', fields === undefined ? 'VALUE_REQUIRED' : 'ARRAY_EXPECTED');
	}
	if (fields.length === 0) {
		throw invalidField('fields', 'ARRAY_SIZE_LESS_THAN_MIN', [1]);
	}
	if (method === 'DAWID_SKENE' && fields.length > 1) {
		throw invalidField('fields', 'ARRAY_SIZE_GREATER_THAN_MAX', [1]);
	}
	return fields.map((field, index) => {
		const name = isJsonObject(field) ? field.name : undefined;
		if (typeof name !== 'string' || !Object.hasOwn(pool.project.outputSpec, name)) {
			throw invalidField(`fields.${index}.name`, 'VALUE_NOT_ALLOWED');
		}
		const spec = answerSpec(pool.project)[name];
		if (spec !== undefined && !hasFewValues(spec)) {
			throw invalidField(`fields.${index}.name`, 'INVALID_VALUE');
		}
		return name;
	});
}

/** Few possible values: choices, yes or no, or a short range of integers (toloka-api §P6). */
function hasFewValues(field: FieldSpec): boolean {
	const { min_value: min = -Infinity, max_value: max = Infinity } = field;
	switch (field.type.toLowerCase()) {
		case 'boolean':
			return true;
		case 'integer':
			return max - min <= MAX_SPAN || field.allowed_values !== undefined;
		case 'string':
		case 'float':
		case 'url':
			return field.allowed_values !== undefined;
		default:
			return false;
	}
}

function parametersOf({ pool, method, skillId, fields }: Wanted): JsonObject {
	const common: JsonObject = {
		pool_id: pool.id,
		pool_name: pool.settings.privateName,
		project_id: pool.project.id,
		requester_id: REQUESTER_ID,
		algorithm: method,
	};
	return method === 'DAWID_SKENE'
		? {
				...common,
				input_fields: Object.keys(pool.project.inputSpec),
				aggregated_output_fields: fields,
				missing_output_fields: [],
			}
		: {
				...common,
				aggregated_fields: fields.map((name) => ({ name })),
				answer_weight_skill_id: Number(skillId),
			};
}

/** Key order as in the documented example. */
function solutionRows(source: SolutionSource): FormulaSource {
	return {
		count: source.count,
		keys: { task_id: { kind: 'text', read: (index) => source.taskId(index) } },
		text: (index) => {
			const { confidence, poolId, taskId, output } = source.at(index);
			const values = JSON.stringify(output);
			return `{"confidence":${confidence},"pool_id":"${poolId}","task_id":"${taskId}","output_values":${values}}`;
		},
	};
}
