import type { ServiceBase } from '../../service/auth.mts';
import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { World } from '../../world.mts';
import type { Assignment } from '../entities.mts';
import type { UserBonus } from './entities.mts';
import { isKnown } from './people.mts';
import type { Checked } from '../tasks/fieldChecks.mts';

/** Dollars on Toloka, rubles on Yandex Tasks (toloka-api §P8.1). */
const AMOUNTS: Readonly<Record<ServiceBase, { min: number; max: number }>> = {
	toloka: { min: 0.005, max: 100 },
	yandexTasks: { min: 5, max: 10_000 },
};
/** Two bonuses of one request are the same if these fields are equal. */
const CONTENT = ['user_id', 'amount', 'public_title', 'public_message', 'private_comment'];

export type BonusDraft = Omit<UserBonus, 'id' | 'createdUs'>;

export function checkBonus(world: World, base: ServiceBase, sent: Json): Checked<BonusDraft> {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set('user_bonus', fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const fields = new FieldReader(sent, errors);
	fields.require('user_id', 'amount');
	const silent = fields.flag('without_message') ?? false;
	const draft = {
		userId: fields.text('user_id') ?? '',
		amount: fields.number('amount', AMOUNTS[base]) ?? 0,
		isSilent: silent,
		title: fields.object('public_title'),
		message: fields.object('public_message'),
		comment: fields.text('private_comment'),
		assignment: findAssignment(world, fields),
	};
	if (!silent) fields.require('public_title');
	if (draft.userId !== '' && !isKnown(world, draft.userId)) {
		fields.complain('user_id', 'ENTITY_DOES_NOT_EXIST');
	}
	return { sent, draft: errors.size === 0 ? draft : null, errors };
}

/** One request must not pay the same bonus twice. */
export function hasTwins(entries: readonly Json[]): boolean {
	const contents = entries
		.filter(isJsonObject)
		.map((sent: JsonObject) => JSON.stringify(CONTENT.map((name) => sent[name] ?? null)));
	return new Set(contents).size < contents.length;
}

function findAssignment(world: World, fields: FieldReader): Assignment | null {
	const id = fields.text('assignment_id');
	const assignment = world.assignments.get(id ?? '') ?? null;
	if (id !== null && assignment === null) {
		fields.complain('assignment_id', 'ENTITY_DOES_NOT_EXIST');
	}
	return assignment;
}
