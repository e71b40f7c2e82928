import { element, fillWhenChanged, nothing } from './elements.js';
import { keepFocus, rememberAnswer } from './keys.js';

const IMAGE_NAME = /image|img|photo|picture/i;
const IMAGE_FILE = /\.(png|jpe?g|gif|webp|svg|avif)($|\?)/i;
const LONG_TEXT = 12;
const LINE_LENGTH = 80;

/** Draws the next item to answer: its fields, then one button per answer. */
export function drawItem(item, project, answer) {
	const place = document.getElementById('item');
	fillWhenChanged(place, [item, project.id], () =>
		item === undefined ? [nothing(whyNone(project))] : [card(item, project, answer)],
	);
	keepFocus(place);
}

function whyNone({ status }) {
	return status === 'READY'
		? 'No items waiting. Push some from n8n, or add samples below.'
		: 'No items waiting.';
}

/** Creates a card: the fields of an item or task, and controls that pass an answer to `answer`. */
export function card(item, project, answer) {
	const fields = fieldsOf(item.input_data, project.inputSpec);
	return element('article', {
		className: 'card',
		children: [...fields, answers(project, answer, item)],
	});
}

export function fieldsOf(input, spec) {
	return Object.entries(input).map(([name, value]) => field(name, value, spec[name]));
}

function field(name, value, spec) {
	return element('div', {
		className: 'field',
		children: [element('div', { className: 'name', text: name }), ...rendered(name, value, spec)],
	});
}

function rendered(name, value, spec) {
	if (isLink(value)) {
		const isImage = IMAGE_NAME.test(name) || IMAGE_FILE.test(value);
		return isImage ? [picture(value), link(value)] : [link(value)];
	}
	const text = typeof value === 'string' ? value : jsonText(value);
	const isLong = spec?.type === 'string' && name !== 'id' && text.length >= LONG_TEXT;
	return [element('div', { className: isLong ? 'value long' : 'value', text })];
}

/** Formats a value as JSON, on one line if it fits. */
function jsonText(value) {
	const line = JSON.stringify(value);
	return line.length <= LINE_LENGTH ? line : JSON.stringify(value, null, 2);
}

/** Whether a value is shown as a link: only http, https and www. addresses are. */
function isLink(value) {
	return typeof value === 'string' && /^(https?:\/\/|www\.)\S+$/.test(value);
}

function addressOf(value) {
	return value.startsWith('www.') ? `https://${value}` : value;
}

function link(value) {
	return element('a', {
		className: 'value',
		href: addressOf(value),
		target: '_blank',
		rel: 'noopener noreferrer',
		text: value,
	});
}

function picture(value) {
	const image = element('img', { src: addressOf(value), alt: 'The picture to judge' });
	image.addEventListener('error', () => image.remove());
	return image;
}

/** Creates controls: one-click buttons for the first field with known values, menus for others. */
function answers({ outputSpec, isPool }, answer, item) {
	const fields = Object.entries(outputSpec).map(([name, spec]) => ({
		name,
		isArray: spec.type.startsWith('array_'),
		options: optionsOf(spec),
	}));
	const main = fields.find(({ options }) => options.length > 0);
	const menus = fields.filter((other) => other !== main && other.options.length > 0).map(menu);
	const repeated = isPool ? {} : withoutId(item.input_data);
	const give = (value) => answer(item, outputOf(repeated, main ?? fields[0], value, menus));
	const controls =
		main === undefined
			? freeText(give)
			: main.options.map((option, index) => answerButton(option, () => give(option), index + 1));
	return element('div', {
		className: 'answers',
		children: [...menus.map(({ control }) => control), ...controls],
	});
}

function optionsOf(spec) {
	if (spec.allowed_values?.length > 0) return spec.allowed_values;
	return spec.type === 'boolean' ? [true, false] : [];
}

/** Creates a button that answers; further clicks are ignored until the answer is handled. */
function answerButton(option, give, key) {
	const children = key > 9 ? [] : [element('kbd', { text: String(key), ariaHidden: 'true' })];
	const button = element('button', { type: 'button', children: [...children, String(option)] });
	button.addEventListener('click', () => {
		const { dataset } = button.parentElement;
		if (dataset.given !== undefined) return;
		dataset.given = 'true';
		rememberAnswer(button);
		void give().finally(() => delete dataset.given);
	});
	return button;
}

function freeText(give) {
	const input = element('input', { type: 'text', placeholder: 'Your answer' });
	const save = answerButton('Save', () => give(input.value), Infinity);
	input.addEventListener('keydown', ({ key }) => {
		if (key === 'Enter') save.click();
	});
	return [input, save];
}

function menu(field) {
	const control = element('select', {
		title: field.name,
		children: field.options.map((option) => element('option', { text: String(option) })),
	});
	return { field, control, value: () => field.options[control.selectedIndex] };
}

/** Returns the output values; for items of app projects, with a copy of the input. */
function outputOf(repeated, main, value, menus) {
	const output = { ...repeated };
	const put = (field, chosen) => {
		output[field.name] = field.isArray ? [chosen] : chosen;
	};
	put(main ?? { name: 'result', isArray: true }, value);
	for (const other of menus) {
		put(other.field, other.value());
	}
	return output;
}

/** Returns all of the input except the caller's `id`, as Toloka does. */
function withoutId({ id: _callersKey, ...input }) {
	return input;
}
