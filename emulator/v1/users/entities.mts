import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { Assignment } from '../entities.mts';

export interface UserSkill {
	id: string;
	skillId: string;
	userId: string;
	/** 0 to 100, with fractions. */
	value: number;
	createdUs: Microseconds;
	modifiedUs: Microseconds;
}

export interface Restriction {
	id: string;
	scope: 'ALL_PROJECTS' | 'PROJECT' | 'POOL' | 'SYSTEM';
	userId: string;
	projectId: string | null;
	poolId: string | null;
	comment: string | null;
	willExpireUs: Microseconds | null;
	createdUs: Microseconds;
}

export interface UserBonus {
	id: string;
	userId: string;
	amount: number;
	isSilent: boolean;
	title: JsonObject | null;
	message: JsonObject | null;
	comment: string | null;
	assignment: Assignment | null;
	createdUs: Microseconds;
}
