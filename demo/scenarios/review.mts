import type { TruthAssignment } from '../../emulator/v1/truth.mts';
import { outputOf } from '../n8n/client/executions.mts';
import type { Demo } from '../setUp.mts';
import { readUntilSettled } from './settled.mts';
import { Collector, runWorkflow } from './workflowRuns.mts';

const TRIGGER = 'Toloka Pool Trigger';
const KEEP = 'Keep the verdict';
const ASSIGNMENT_LIST = 'GET /assignments';

export interface ReviewSummary {
	/** Rows that became tasks. */
	sent: number;
	/** Answers that people submitted. This and the verdicts are the emulator's truth. */
	answered: number;
	accepted: number;
	rejected: number;
	/** Rows without an answer, and answers without the verdict that the check requires. */
	lost: number;
	/** Tasks, deliveries and verdicts beyond the first. */
	doubled: number;
}

/** Scenario C: tasks into an open pool; each answer is accepted or rejected when it comes in. */
export async function runReview(demo: Demo): Promise<ReviewSummary> {
	const { client, workflows, emulator, reviewPoolId } = demo;
	const execution = await runWorkflow(client, workflows.send.id);
	const sent = outputOf(execution, 'The first 100').length;
	const submitted = () =>
		emulator.truth.assignments(reviewPoolId).filter(({ answers }) => answers !== null);
	const collector = new Collector(client, workflows.review.id, {
		[TRIGGER]: 'assignment_id',
		[KEEP]: 'assignment',
	});
	await readUntilSettled(
		collector,
		emulator,
		ASSIGNMENT_LIST,
		() => new Set(collector.of(KEEP)).size >= Math.max(sent, submitted().length),
	);
	const answers = submitted();
	const suites = emulator.truth.taskSuites(reviewPoolId).length;
	const withStatus = (status: string) => answers.filter((one) => one.status === status).length;
	return {
		sent,
		answered: answers.length,
		accepted: withStatus('ACCEPTED'),
		rejected: withStatus('REJECTED'),
		lost: Math.max(0, sent - answers.length) + answers.filter(isWronglyDecided).length,
		doubled:
			Math.max(0, suites - sent) +
			repeated(collector.of(TRIGGER)) +
			repeated(collector.of(KEEP)) +
			repeatedReviews(demo),
	};
}

/** Whether the verdict differs from the workflow's *Cat or dog?* or has no comment. */
function isWronglyDecided({ answers, status, publicComment }: TruthAssignment): boolean {
	const isOther = answers?.[0]?.result === 'other';
	return status !== (isOther ? 'REJECTED' : 'ACCEPTED') || !publicComment;
}

/** Number of verdicts that reached the service again. */
function repeatedReviews({ emulator }: Demo): number {
	const reviews = emulator.log.entries().filter(({ method, path, status }) => {
		return method === 'PATCH' && path.includes('/assignments/') && status < 300;
	});
	return repeated(reviews.map(({ path }) => path));
}

const repeated = (ids: string[]): number => ids.length - new Set(ids).size;
