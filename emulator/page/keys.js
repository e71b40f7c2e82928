/** Where questions are shown: the item of a project, the task at hand of a pool. */
const PLACES = ['item', 'held'];

/** Which button answered last; its successor gets the focus. */
let position = null;

export function rememberAnswer(button) {
	position = buttonsIn(button.closest('.answers')).indexOf(button);
}

/** After the next question has been drawn: whoever answers by keyboard stays where they were. */
export function keepFocus(place) {
	if (position === null) return;
	const buttons = buttonsIn(place);
	const next = buttons[position] ?? buttons[0];
	const isElsewhere = document.activeElement !== document.body;
	if (next === undefined || isElsewhere) return;
	position = null;
	next.focus();
}

/** The keys 1 to 9 choose an answer. */
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
