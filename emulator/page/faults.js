import { element, fill, fillWhenChanged } from './elements.js';

/** One-time faults match only POST requests, so that a polling trigger does not use them up. */
const post = { method: 'POST' };

const buttons = [
	['Return 503 to the next POST', { kind: 'status', status: 503, match: post }],
	[
		'Return 429 to the next POST (per-minute limit)',
		{
			kind: 'status',
			status: 429,
			body: {
				code: 'TOO_MANY_REQUESTS',
				message: 'Too many requests',
				payload: { interval: 'MIN' },
			},
			match: post,
		},
	],
	['Drop the next POST response', { kind: 'lost-answer', match: post }],
	['Drop every second response', { kind: 'lost-answer', match: { every: 2 } }],
	['Reset the next POST connection', { kind: 'reset-before', match: post }],
	['Return an HTML page to the next POST', { kind: 'html', match: post }],
	['Truncate the next POST response', { kind: 'truncate', match: post }],
	['Hang on the next POST', { kind: 'hang', match: post }],
	['Fail the next operation', { kind: 'operation-fail', match: post }],
];

export function drawFaultButtons(arm) {
	fill(
		document.getElementById('fault-buttons'),
		buttons.map(([text, fault]) =>
			element('button', { type: 'button', text, onclick: () => arm(fault) }),
		),
	);
}

/** Draws the faults that are still armed above the buttons, and their number in the bar. */
export function drawFaults(faults, remove) {
	const armed = faults.filter(({ spent }) => !spent);
	const warning = document.getElementById('armed');
	warning.hidden = armed.length === 0;
	warning.textContent = armed.length === 1 ? '1 fault armed' : `${armed.length} faults armed`;
	fillWhenChanged(document.getElementById('faults'), armed, () =>
		armed.map(({ id, fault, struck }) =>
			element('li', {
				children: [
					element('span', { className: 'bad', text: `${nameOf(fault)}, used ${times(struck)}` }),
					element('button', { type: 'button', text: 'Stop', onclick: () => remove(id) }),
				],
			}),
		),
	);
}

/** Returns the text of the fault's button, or the fault's parts if a test armed it. */
function nameOf(fault) {
	const known = buttons.find(([, other]) => JSON.stringify(other) === JSON.stringify(fault));
	if (known !== undefined) return known[0];
	const match = Object.entries(fault.match ?? {}).map(([name, value]) => `${name} ${value}`);
	return [fault.status === undefined ? fault.kind : `${fault.kind} ${fault.status}`, ...match].join(
		', ',
	);
}

function times(count) {
	return count === 1 ? 'once' : `${count} times`;
}
