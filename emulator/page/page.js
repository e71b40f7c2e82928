import { drawItem } from './item.js';
import { drawDone, drawFaults, drawLog, drawPools, drawProjects, drawQuotas } from './panels.js';
import { drawPool, showPanels } from './pool.js';
import { element, fill } from './elements.js';

const REFRESH_MS = 1500;
const LOG_ROWS = 15;

const faultButtons = [
	['Answer 503 once', { kind: 'status', status: 503 }],
	[
		'Answer 429, interval MIN, once',
		{
			kind: 'status',
			status: 429,
			body: {
				code: 'TOO_MANY_REQUESTS',
				message: 'Too many requests',
				payload: { interval: 'MIN' },
			},
		},
	],
	['Lose the next answer to a POST', { kind: 'lost-answer', match: { method: 'POST' } }],
	['Lose every second answer', { kind: 'lost-answer', match: { every: 2 } }],
	['Reset the next connection', { kind: 'reset-before' }],
	['Answer an HTML page once', { kind: 'html' }],
	['Cut the next answer short', { kind: 'truncate' }],
	['Hang on the next request', { kind: 'hang' }],
	['Fail the next operation', { kind: 'operation-fail', match: { method: 'POST' } }],
];

/** What is shown: a pool once one was chosen, until a project is. */
const state = { projectId: null, poolId: null };

/** Asks the emulator; a refusal is shown, never swallowed. */
async function call(method, path, body) {
	const reply = await fetch(`/_emulator${path}`, {
		method,
		...(body === undefined
			? {}
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	const answer = await reply.json();
	if (!reply.ok) {
		throw new Error(answer.error ?? `The emulator answered ${reply.status}`);
	}
	return answer;
}

/** Does something, then shows what came of it. */
async function act(work) {
	try {
		await work();
		await refresh();
	} catch (error) {
		notify(error.message);
	}
}

function notify(text) {
	const notice = document.getElementById('notice');
	notice.textContent = text;
	notice.hidden = false;
	setTimeout(() => {
		notice.hidden = true;
	}, 4000);
}

async function refresh() {
	const [status, faults, log] = await Promise.all([
		call('GET', '/status'),
		call('GET', '/faults'),
		call('GET', `/log?limit=${LOG_ROWS}`),
	]);
	const project = chosenProject(status.projects);
	drawService(status);
	drawProjects(status.projects, state.poolId === null ? project.id : null, choose);
	drawPools(status.pools, state.poolId, choosePool);
	drawQuotas(status.quotas);
	drawFaults(faults.faults, (id) => act(() => call('DELETE', `/faults/${id}`)));
	drawLog(log.entries);
	showPanels(state.poolId !== null);
	await (state.poolId === null ? refreshItems(project) : refreshPool());
	document.getElementById('connection').textContent = '';
}

async function refreshPool() {
	drawPool(await call('GET', `/pools/${state.poolId}`), {
		submit: ({ id }, answers) => act(() => call('POST', `/assignments/${id}/submit`, { answers })),
		review: ({ id }, status, comment) =>
			act(() =>
				call('POST', `/assignments/${id}/review`, {
					status,
					...(comment === '' ? {} : { public_comment: comment }),
				}),
			),
	});
}

async function refreshItems(project) {
	const items = await call('GET', `/items?project=${encodeURIComponent(project.id)}`);
	const waiting = project.items.NEW + project.items.PROCESSING;
	document.getElementById('project-name').textContent = project.name;
	document.getElementById('manual').checked = project.manual;
	document.getElementById('sample').disabled = project.status !== 'READY';
	document.getElementById('hint').textContent = hintFor(project);
	document.getElementById('queue').textContent = waiting > 1 ? `${waiting} items waiting` : '';
	drawItem(items.waiting[0], project, answer);
	drawDone(items.done, project);
}

function hintFor(project) {
	if (project.status !== 'READY') {
		return `This project is ${project.status}: nothing is labeled in it.`;
	}
	return project.manual
		? 'Items wait here until you answer. Each click labels one item and shows the next.'
		: 'Simulated annotators answer after a short delay. Tick “Label by hand” to answer yourself.';
}

function drawService(status) {
	document.getElementById('now').textContent =
		`${new Date(status.now).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
	document.getElementById('address').textContent = location.origin;
	document.getElementById('token').textContent = status.tokens.apiKey;
	document.getElementById('quotas-on').checked = status.quotasOn;
}

/** The project chosen before, else the first ready one with items, else the first ready one. */
function chosenProject(projects) {
	const ready = projects.filter((project) => project.status === 'READY');
	const known = projects.find((project) => project.id === state.projectId);
	const busy = ready.find((project) => project.items.NEW + project.items.PROCESSING > 0);
	return known ?? busy ?? ready[0] ?? projects[0];
}

function choose(id) {
	state.projectId = id;
	state.poolId = null;
	void act(async () => {});
}

function choosePool(id) {
	state.poolId = id;
	void act(async () => {});
}

async function answer(item, output) {
	state.projectId = item.app_project_id;
	await act(() => call('POST', `/items/${item.id}/finish`, { output_data: output }));
}

async function withProject(work) {
	const { projects } = await call('GET', '/status');
	await work(chosenProject(projects));
}

/** Items that this project's solution accepts, with pictures drawn by the emulator itself. */
function sampleInputs(project) {
	const texts = ['Kate likes dogs.', 'Buy now!!!', 'Great, thank you', 'No comment', 'See you'];
	return texts.map((text, index) => {
		const number = Math.floor(Math.random() * 1000);
		const input = { id: `sample-${number}-${index}` };
		for (const [name, field] of Object.entries(project.inputSpec)) {
			if (name !== 'id' && field.required !== false) {
				input[name] =
					field.type === 'url'
						? `${location.origin}/_emulator/pictures/${number + index}.svg`
						: text;
			}
		}
		return input;
	});
}

function listen() {
	const on = (id, event, work) => {
		document.getElementById(id).addEventListener(event, (happened) => act(() => work(happened)));
	};
	on('manual', 'change', ({ target }) =>
		withProject((project) =>
			call('POST', `/app-projects/${project.id}`, { manual: target.checked }),
		),
	);
	on('sample', 'click', () =>
		withProject((project) =>
			call('POST', '/seed', { items: { project: project.id, inputs: sampleInputs(project) } }),
		),
	);
	const change = (body) => call('POST', `/pools/${state.poolId}`, body);
	on('performers', 'change', ({ target }) => change({ performers: target.checked }));
	on('pool-open', 'click', ({ target }) => change({ open: target.textContent === 'Open' }));
	on('take', 'click', () => call('POST', `/pools/${state.poolId}/take`, {}));
	on('quotas-on', 'change', ({ target }) => call('POST', '/switches', { quotas: target.checked }));
	on('clear-log', 'click', () => call('DELETE', '/log'));
	on('clear-faults', 'click', () => call('DELETE', '/faults'));
	on('reset', 'click', () => {
		state.poolId = null;
		return call('POST', '/reset', {});
	});
	for (const button of document.querySelectorAll('[data-advance]')) {
		button.addEventListener('click', () =>
			act(() => call('POST', '/clock', { advanceMs: Number(button.dataset.advance) })),
		);
	}
	for (const button of document.querySelectorAll('[data-copy]')) {
		button.addEventListener('click', () => copy(button.dataset.copy));
	}
	fill(
		document.getElementById('fault-buttons'),
		faultButtons.map(([label, fault]) =>
			element('button', {
				type: 'button',
				text: label,
				onclick: () => act(() => call('POST', '/faults', fault)),
			}),
		),
	);
}

async function copy(id) {
	await navigator.clipboard.writeText(document.getElementById(id).textContent);
	notify('Copied');
}

async function keepFresh() {
	try {
		await refresh();
	} catch {
		document.getElementById('connection').textContent =
			'The emulator does not answer. Trying again …';
	}
	setTimeout(keepFresh, REFRESH_MS);
}

listen();
void keepFresh();
