import { element, fillWhenChanged, nothing } from './elements.js';
import { fieldsOf } from './item.js';
import { answerOf } from './panels.js';

/** Draws the assignments to review, each with its tasks, a comment and two buttons. */
export function drawReview(pool, review) {
	const ids = pool.toReview.map(({ id }) => id);
	fillWhenChanged(document.getElementById('to-review'), [pool.id, ids], () =>
		pool.toReview.length === 0
			? [nothing('Nothing to review.')]
			: pool.toReview.map((assignment) => reviewCard(assignment, pool, review)),
	);
}

function reviewCard(assignment, pool, review) {
	const tasks = assignment.tasks.flatMap((task, index) => [
		...fieldsOf(task.input_values, pool.inputSpec),
		element('div', {
			className: 'field',
			children: [
				element('div', { className: 'name', text: 'Answer' }),
				element('div', {
					className: 'value long',
					text: answerOf(assignment.answers[index], pool),
				}),
			],
		}),
	]);
	const comment = element('input', { type: 'text', placeholder: 'Comment for the performer' });
	const verdict = (text, status) =>
		element('button', {
			type: 'button',
			text,
			onclick: () => {
				comment.required = status === 'REJECTED';
				if (comment.reportValidity()) void review(assignment, status, comment.value);
			},
		});
	return element('article', {
		className: 'card',
		children: [
			...tasks,
			element('div', {
				className: 'verdict',
				children: [comment, verdict('Accept', 'ACCEPTED'), verdict('Reject', 'REJECTED')],
			}),
		],
	});
}
