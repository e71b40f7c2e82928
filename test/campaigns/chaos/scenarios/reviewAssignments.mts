import type { TruthAssignment } from '../../../../emulator/v1/truth.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import { placeOf, some } from '../checks.mts';
import { factsOf, isLastingAbout } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';

const MINUTE_MS = 60_000;
const ROUTES = [
	'PATCH /assignments/{id}',
	'PATCH /assignments/{id}',
	'PATCH /assignments/{id}',
	'GET /assignments/{id}',
	'GET /pools/{id}',
];

type Verdict = 'ACCEPTED' | 'REJECTED';
type Status = TruthAssignment['status'];

/** The statuses from which each verdict is possible. */
const REVIEWABLE: Record<Verdict, readonly Status[]> = {
	ACCEPTED: ['SUBMITTED', 'REJECTED', 'ACCEPTED'],
	REJECTED: ['SUBMITTED', 'REJECTED'],
};

interface Review {
	verdict: Verdict;
	pool: string;
	/** The assignment of each input item; some cannot be reviewed. */
	rows: Array<{ id: string; why: string }>;
	/** Each assignment of the pool as it was before. */
	before: ReadonlyMap<string, TruthAssignment>;
	isContinuing: boolean;
}

/** Many assignments are accepted or rejected: each is decided once, as requested, and no other. */
export async function reviewAssignments(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		reviewReply: draw.pick(['full', 'changed']),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
	const review = planReview(stage);
	const { onError, tries, settings } = drawFailureSettings(draw);
	const { verdict, rows } = review;
	stage.arm({
		routes: ROUTES,
		most: 10,
		least: 1,
		maxLeapBackMs: 0,
		leapsForth: true,
		hangs: false,
	});
	stage.tell(`${rows.length} rows, ${verdict}, ${onError}, ${tries} tries`);
	const truth = new ReviewTruth(stage, { ...review, isContinuing: onError !== 'stopWorkflow' });
	const parameters = {
		resource: 'assignment',
		operation: verdict === 'ACCEPTED' ? 'accept' : 'reject',
		assignmentId: '={{ $json.id }}',
		comment: '={{ $json.why }}',
	};
	await retryUntilDone(stage, {
		work: { type: 'toloka', parameters, settings, input: rows },
		limits: { requests: tries * (40 * rows.length + 200), time: tries * 600 * MINUTE_MS },
		mayDie: true,
		begin: () => [],
		inspect: () => truth.checkDecisions(),
		ended: (result) => truth.judge(result),
	});
}

function planReview({ draw, emulator }: Stage): Omit<Review, 'isContinuing'> {
	const { seedData, truth } = emulator;
	const verdict = draw.pick<Verdict>(['ACCEPTED', 'REJECTED']);
	const pool = seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
	const count = draw.weighted([5, draw.between(1, 10)], [4, draw.between(11, 120)]);
	const ids = seedData.addAssignments(pool, { count, status: 'SUBMITTED' });
	// Assignments that no item names must not change.
	seedData.addAssignments(pool, { count: draw.between(1, 10), status: 'SUBMITTED' });
	const oddShare = draw.weighted([6, 0], [4, 0.1]);
	const odd = draw.pick<Status>(['ACCEPTED', 'REJECTED', 'ACTIVE', 'EXPIRED']);
	const odds = seedData.addAssignments(pool, { count: 3, status: odd });
	// An assignment has one comment, however many items name it.
	const rowFor = (id: string) => ({ id, why: `because of ${id}` });
	const rows = ids.map((id) => rowFor(draw.chance(oddShare) ? draw.pick(odds) : id));
	if (draw.chance(0.3)) rows.push(draw.pick(rows));
	const before = new Map(truth.assignments(pool).map((one) => [one.id, one]));
	return { verdict, pool, rows, before };
}

class ReviewTruth {
	/** When each assignment was decided, as first observed. */
	readonly #decided = new Map<string, number | undefined>();
	readonly #asked: ReadonlySet<string>;

	constructor(
		readonly stage: Stage,
		readonly review: Review,
	) {
		this.#asked = new Set(review.rows.map(({ id }) => id));
	}

	#assignments(): TruthAssignment[] {
		return this.stage.emulator.truth.assignments(this.review.pool);
	}

	/** Checks that each assignment is unchanged or as requested, and is not decided twice. */
	checkDecisions(): void {
		const { verdict, before, rows } = this.review;
		const event = verdict === 'ACCEPTED' ? 'accepted' : 'rejected';
		const comments = new Map([...rows].reverse().map(({ id, why }) => [id, why]));
		const wrong: string[] = [];
		for (const one of this.#assignments()) {
			const was = before.get(one.id);
			if (one.status === was?.status) {
				if (one.publicComment !== was.publicComment) wrong.push(`${one.id} has a comment now`);
				continue;
			}
			const isAsked = this.#asked.has(one.id) && one.status === verdict;
			if (!isAsked) wrong.push(`${one.id} is ${one.status}, was ${was?.status}`);
			else if (one.publicComment !== comments.get(one.id))
				wrong.push(`${one.id} lacks its comment`);
			const at = this.#decided.get(one.id) ?? one.times[event];
			if (at !== one.times[event]) wrong.push(`${one.id} was decided twice`);
			this.#decided.set(one.id, at);
		}
		if (wrong.length > 0) {
			this.stage.violated('each assignment is decided once, as asked', some(wrong));
		}
	}

	/** Returns true if a retry is useless. */
	judge(result: NodeResult): boolean {
		if (result.status === 'success') {
			this.#checkAnswers(result);
			return true;
		}
		if (result.status === 'canceled') return this.review.isContinuing;
		return isLastingAbout(factsOf(result.error), this.#unreviewable());
	}

	#unreviewable(): Set<number> {
		const { verdict, before, rows } = this.review;
		const places = [...rows.keys()].filter((place) => {
			const { status = 'ACTIVE' } = before.get(rows[place].id) ?? {};
			return !REVIEWABLE[verdict].includes(status);
		});
		return new Set(places);
	}

	#checkAnswers(result: NodeResult): void {
		const { rows, verdict } = this.review;
		const now = new Map(this.#assignments().map((one) => [one.id, one.status]));
		const answers = result.outputs.flat();
		const places = new Set(answers.map((answer) => placeOf(answer)));
		if (answers.length !== rows.length || places.size !== rows.length) {
			this.stage.violated(
				'outputs are paired',
				`${answers.length} answers to ${rows.length} items`,
			);
		}
		const unreviewable = this.#unreviewable();
		for (const answer of answers) {
			const place = placeOf(answer) ?? -1;
			const { id } = rows[place];
			if (answer.json.error !== undefined) continue;
			const isTrue =
				answer.json.assignment_id === id &&
				answer.json.status === verdict &&
				now.get(id) === verdict &&
				!unreviewable.has(place);
			if (!isTrue) this.stage.violated('what is told is so', `${id} is ${now.get(id)}`);
		}
	}
}
