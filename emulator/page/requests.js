import { element, fillWhenChanged, nothing, table } from './elements.js';

const SHOWN_ROWS = 15;

/** Draws the newest requests; repeated ones share a row with their number. */
export function drawLog(entries) {
	const groups = grouped(entries).slice(0, SHOWN_ROWS);
	fillWhenChanged(document.getElementById('log'), groups, () => {
		if (groups.length === 0) return [nothing('No requests yet.')];
		const narrow = (text) => ({ text, className: 'narrow' });
		const headings = [narrow('Time'), 'Request', narrow('Items'), narrow('Response')];
		return [table(headings, groups.map(row))];
	});
}

/**
 * Groups requests, newest first. Equal neighbors are one group, and so are equal GET requests
 * anywhere, because polls would hide everything else.
 */
function grouped(entries) {
	const groups = [];
	for (const entry of [...entries].reverse()) {
		const isLike = (group) =>
			group.route === entry.route && group.status === entry.status && group.fault === entry.fault;
		const last = groups.at(-1);
		const like = entry.method === 'GET' ? groups.find(isLike) : last && isLike(last) && last;
		if (like) {
			like.requests += 1;
			like.count = sum(like.count, entry.count);
		} else {
			groups.push({ ...entry, requests: 1 });
		}
	}
	return groups;
}

function sum(one, other) {
	return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}

function row(group) {
	const { at, route, requests, path, query, count } = group;
	return [
		{ text: new Date(at).toISOString().slice(11, 19), className: 'narrow' },
		{
			children: [
				route,
				...(requests === 1 ? [] : [element('span', { className: 'often', text: `×${requests}` })]),
			],
			title: `${path} ${JSON.stringify(query)}`,
		},
		{ text: count === undefined ? '' : String(count), className: 'narrow' },
		statusCell(group),
	];
}

function statusCell({ status, fault }) {
	const isGood = status >= 200 && status < 300;
	return {
		text: (status === 0 ? 'none' : String(status)) + (fault === undefined ? '' : ' · fault'),
		className: isGood ? 'narrow good' : 'narrow bad',
		title: fault === undefined ? '' : `Fault: ${fault}`,
	};
}
