import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { readRoutes, type Collection } from '../../service/collection.mts';
import { entityTooLarge, validationFailed } from '../../service/errors.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { OperationLogEntry } from '../entities.mts';
import type { UserBonus } from './entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { countsOf, invalidEntry, isCreatable, nothingCreated } from '../tasks/creation.mts';
import type { Checked } from '../tasks/fieldChecks.mts';
import {
	readEntries,
	readFlag,
	readOperationId,
	requireFreshOperation,
} from '../tasks/request.mts';
import { arrayRefused, errorsByIndex } from '../tasks/upload.mts';
import { checkBonus, hasTwins, type BonusDraft } from './bonusCheck.mts';

/** Maximum number of bonuses in one synchronous request (toloka-api §P8.1). */
const MAX_SYNC = 100;
const DIGITS = 3;
const KIND = { validated: 'USER_BONUS_VALIDATE', created: 'USER_BONUS_PERSIST' } as const;

type CheckedBonus = Checked<BonusDraft>;

const bonuses: Collection<UserBonus> = {
	pattern: '/user-bonuses',
	spec: {
		fields: {
			id: { kind: 'id', read: ({ id }) => id },
			created: { kind: 'date', read: ({ createdUs }) => createdUs },
			user_id: { kind: 'text', read: ({ userId }) => userId },
			assignment_id: { kind: 'text', read: ({ assignment }) => assignment?.id ?? null },
			private_comment: { kind: 'text', read: ({ comment }) => comment },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created'],
		exact: ['user_id', 'assignment_id', 'private_comment'],
		limits: { initial: 50, max: 300 },
		defaultSort: 'id',
	},
	entriesOf: (world) => world.bonuses,
	format,
};

/** Bonuses (toloka-api §P8.1). */
export const bonusRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/user-bonuses',
		query: ['async_mode', 'skip_invalid_items', 'operation_id', 'assignment_id'],
		handle: create,
		measure: (body) => ({ count: Array.isArray(body) ? body.length : 1 }),
	},
	...readRoutes(bonuses),
];

function create(world: World, request: ServiceRequest): Reply {
	const { query, body, base } = request;
	const entries = readEntries(body);
	const asyncMode = readFlag(query, 'async_mode');
	const skipInvalid = readFlag(query, 'skip_invalid_items');
	const operationId = readOperationId(query);
	if (asyncMode) {
		requireFreshOperation(world, operationId);
	} else if (entries.length > MAX_SYNC) {
		throw entityTooLarge(`Request contains ${entries.length} bonuses, at most 100 are allowed`);
	}
	if (hasTwins(entries)) {
		return twinsRefused();
	}
	const checked = entries.map((entry) => checkBonus(world, base, entry));
	return asyncMode
		? createLater(world, checked, skipInvalid, operationId, request)
		: createNow(world, checked, skipInvalid, !Array.isArray(body));
}

/** The body is a bare map instead of the error object (toloka-api §P8.1). */
function twinsRefused(): Reply {
	const message = 'Entity with the same values already exists in the request';
	return { status: 409, body: { user_id: { code: 'ENTITY_CONFLICT', message } } };
}

function createLater(
	world: World,
	checked: CheckedBonus[],
	skipInvalid: boolean,
	operationId: string | undefined,
	{ operationFault }: ServiceRequest,
): Reply {
	const operation = world.operations.start(world, {
		...(operationId === undefined ? {} : { id: operationId }),
		type: 'USER_BONUS.BATCH_CREATE',
		parameters: { skip_invalid_items: skipInvalid },
		itemsCount: checked.length,
		outcome: isCreatable(checked, { skipInvalid }) ? 'SUCCESS' : 'FAIL',
		fault: operationFault,
		work: (finishedUs) =>
			isCreatable(checked, { skipInvalid })
				? {
						details: countsOf(checked, true),
						log: checked.map((one) => persist(world, one, finishedUs)),
					}
				: nothingCreated(world, KIND, checked),
		undone: nothingCreated(world, KIND, checked),
	});
	return { status: 202, body: formatOperation(world, operation) };
}

function persist(world: World, one: CheckedBonus, atUs: Microseconds): OperationLogEntry {
	if (one.draft === null) {
		return invalidEntry(KIND.validated, one);
	}
	const { id } = pay(world, one.draft, atUs);
	return { type: KIND.created, success: true, input: one.sent, output: { user_bonus_id: id } };
}

function createNow(
	world: World,
	checked: CheckedBonus[],
	skipInvalid: boolean,
	isSingle: boolean,
): Reply {
	if (!isCreatable(checked, { skipInvalid })) {
		throw isSingle
			? validationFailed(checked[0]?.errors ?? new Map())
			: arrayRefused(world, checked);
	}
	const items: JsonObject = {};
	checked.forEach(({ draft }, index) => {
		if (draft !== null) items[index] = format(world, pay(world, draft, world.nowUs()));
	});
	if (isSingle) {
		return { status: 201, body: items[0] ?? null };
	}
	const body: JsonObject = { items };
	if (skipInvalid) {
		body.validation_errors = errorsByIndex(checked);
	}
	return { status: 201, body };
}

/** A bonus cannot be taken back. */
function pay(world: World, draft: BonusDraft, createdUs: Microseconds): UserBonus {
	const bonus = { ...draft, id: world.nextNumber(), createdUs };
	world.bonuses.set(bonus.id, bonus);
	world.account.balance -= bonus.amount;
	bonus.assignment?.bonusIds.push(bonus.id);
	return bonus;
}

function format(world: World, bonus: UserBonus): JsonObject {
	const { assignment, comment, isSilent } = bonus;
	return {
		id: bonus.id,
		user_id: bonus.userId,
		amount: bonus.amount,
		without_message: isSilent,
		...(!isSilent && { public_title: bonus.title, public_message: bonus.message }),
		...(comment !== null && { private_comment: comment }),
		...(assignment !== null && { assignment_id: assignment.id }),
		created: world.wireDate(bonus.createdUs, DIGITS),
	};
}
