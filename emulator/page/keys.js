/** Ids of the elements that show questions: a project's item, and a pool's current task. */
const PLACES = ['item', 'held'];

/** Position of the button that answered last; the next question's button there gets the focus. */
let position = null;

export function rememberAnswer(button) {
	position = buttonsIn(button.closest('.answers')).indexOf(button);
}

/** Focuses the same button of the next question, for people who answer by keyboard. */
export function keepFocus(place) {
	if (position === null) return;
	const buttons = buttonsIn(place);
	const next = buttons[position] ?? buttons[0];
	const isElsewhere = document.activeElement !== document.body;
	if (next === undefined || isElsewhere) return;
	position = null;
	next.focus();
}

/** Lets the keys 1 to 9 choose an answer. */
export function listenToKeys() {
	document.addEventListener('keydown', (event) => {
		const isTyping = event.target.matches?.('input[type=text], select, textarea');
		if (isTyping || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
		if (!/^[1-9]$/.test(event.key)) return;
		const place = PLACES.map((id) => document.getElementById(id)).find(isShown);
		buttonsIn(place)[Number(event.key) - 1]?.click();
	});
}

function isShown(place) {
	return place.offsetParent !== null && buttonsIn(place).length > 0;
}

function buttonsIn(place) {
	return [...(place?.querySelectorAll('button') ?? [])];
}
