/** Creates an element; text is set as `textContent`, so that data never becomes markup. */
export function element(tag, { text, className, children = [], ...properties } = {}) {
	const made = document.createElement(tag);
	Object.assign(made, properties);
	if (className !== undefined) made.className = className;
	if (text !== undefined) made.textContent = text;
	made.append(...children);
	return made;
}

const drawn = new WeakMap();

/** Redraws the content only if its data has changed: a button must not vanish under the mouse. */
export function fillWhenChanged(parent, data, draw) {
	const key = JSON.stringify(data);
	if (drawn.get(parent) !== key) {
		drawn.set(parent, key);
		fill(parent, draw());
	}
}

export function fill(parent, children) {
	parent.replaceChildren(...children);
}

/** Creates a table with a heading per column; a cell is a text or an object with its properties. */
export function table(headings, rows) {
	const cells = (tag, values) =>
		values.map((value) => {
			const { text, className, title, children } =
				typeof value === 'string' ? { text: value } : value;
			const properties = { className: className ?? '', title: title ?? text };
			return element(tag, { ...properties, ...(children ? { children } : { text }) });
		});
	return element('table', {
		children: [
			element('thead', { children: [element('tr', { children: cells('th', headings) })] }),
			element('tbody', {
				children: rows.map((row) => element('tr', { children: cells('td', row) })),
			}),
		],
	});
}

export function nothing(text) {
	return element('p', { className: 'empty', text });
}
