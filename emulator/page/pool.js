import { element, fillWhenChanged, nothing, table } from './elements.js';
import { card } from './item.js';
import { keepFocus } from './keys.js';
import { answerOf, summary, timeOf } from './panels.js';
import { drawReview } from './review.js';

const POOL_PANELS = ['pool-panel', 'review-panel', 'answers-panel'];
const PROJECT_PANELS = ['project-panel', 'done-panel'];

/** Answers so far to the current suite, which is submitted as a whole. */
const begun = { id: null, answers: [] };

/** Shows the panels of the chosen pool, or of the chosen project. */
export function showPanels(isPool) {
	for (const id of POOL_PANELS) document.getElementById(id).hidden = !isPool;
	for (const id of PROJECT_PANELS) document.getElementById(id).hidden = isPool;
}

/** Draws a pool; `verbs` handles clicks. */
export function drawPool(pool, verbs) {
	const { wanted, given, active } = pool.progress;
	document.getElementById('pool-name').textContent = pool.name;
	document.getElementById('performers').checked = pool.performers;
	document.getElementById('pool-hint').textContent = hintFor(pool);
	document.getElementById('pool-counts').textContent =
		`${given} of ${wanted} answers, ${active} at work, ${pool.waiting} to review`;
	const bar = document.getElementById('pool-progress');
	bar.max = Math.max(1, wanted);
	bar.value = given;
	const button = document.getElementById('pool-open');
	button.textContent = pool.status === 'OPEN' ? 'Close' : 'Open';
	button.disabled = pool.status !== 'OPEN' && pool.status !== 'CLOSED';
	document.getElementById('take').disabled = pool.status !== 'OPEN' || pool.held !== null;
	drawHeld(pool, verbs.submit);
	drawReview(pool, verbs.review);
	drawAnswers(pool);
}

function hintFor({ status, closeReason, performers }) {
	if (status !== 'OPEN') {
		const reason = closeReason === null ? 'it was never opened' : `the reason was ${closeReason}`;
		return status === 'CLOSED' ? `Nobody works here: ${reason}.` : `The pool is ${status}.`;
	}
	return performers
		? 'Simulated performers take suites and answer them one after another.'
		: 'No performers come by themselves: label by hand, or turn on simulated performers.';
}

/** Draws the current suite task by task; the last answer submits the suite. */
function drawHeld(pool, submit) {
	const { held } = pool;
	if (begun.id !== held?.id) {
		begun.id = held?.id ?? null;
		begun.answers = [];
	}
	const position = begun.answers.length;
	fillWhenChanged(document.getElementById('held'), [held?.id, position], () => {
		if (held === null) return [];
		const task = held.tasks[position];
		const answer = async (_item, output) => {
			begun.answers.push(output);
			const isWhole = begun.answers.length === held.tasks.length;
			await (isWhole ? submit(held, begun.answers) : drawHeld(pool, submit));
		};
		return [
			element('p', { className: 'muted', text: `Task ${position + 1} of ${held.tasks.length}` }),
			card({ input_data: task.input_values }, { ...pool, isPool: true }, answer),
		];
	});
	keepFocus(document.getElementById('held'));
}

function drawAnswers(pool) {
	fillWhenChanged(document.getElementById('pool-answers'), pool.newest, () => {
		if (pool.newest.length === 0) return [nothing('No answers yet.')];
		const rows = pool.newest.flatMap((assignment) =>
			assignment.tasks.map((task, index) => [
				{ text: timeOf(assignment.submitted), className: 'narrow' },
				summary(task.input_values),
				answerOf(assignment.answers[index], pool),
				{ text: assignment.status, className: `status ${classOf(assignment.status)}` },
			]),
		);
		const headings = [
			{ text: 'Submitted', className: 'narrow' },
			'Task',
			'Answer',
			{ text: 'Status', className: 'status' },
		];
		return [table(headings, rows)];
	});
}

function classOf(status) {
	return status === 'ACCEPTED' ? 'good' : status === 'REJECTED' ? 'bad' : '';
}
