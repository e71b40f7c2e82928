import { choice, choosePool, chooseProject, chosenProject, keepKnown } from './choice.js';
import { drawFaultButtons, drawFaults } from './faults.js';
import { drawItem } from './item.js';
import { listenToKeys } from './keys.js';
import { drawDone, drawPools, drawProjects, drawQuotas } from './panels.js';
import { drawPool, showPanels } from './pool.js';
import { drawLog } from './requests.js';

const REFRESH_MS = 1500;
const LOG_ENTRIES = 300;

/** Calls the emulator; throws if it refuses, so that the refusal is shown. */
async function call(method, path, body) {
	const reply = await fetch(`/_emulator${path}`, {
		method,
		...(body === undefined
			? {}
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	const answer = await reply.json();
	if (!reply.ok) {
		throw new Error(answer.error ?? `The emulator responded with ${reply.status}`);
	}
	return answer;
}

/** Does something, then refreshes the page, or shows why that failed. */
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
		call('GET', `/log?limit=${LOG_ENTRIES}`),
	]);
	keepKnown(status.pools);
	const project = chosenProject(status.projects);
	const show = (choose) => (id) => {
		choose(id);
		void act(async () => bringIntoSight(document.querySelector('.work')));
	};
	drawService(status);
	drawProjects(status.projects, choice.poolId === null ? project.id : null, show(chooseProject));
	drawPools(status.pools, choice.poolId, show(choosePool));
	drawQuotas(status.quotas);
	drawFaults(faults.faults, (id) => act(() => call('DELETE', `/faults/${id}`)));
	drawLog(log.entries);
	showPanels(choice.poolId !== null);
	await (choice.poolId === null ? refreshItems(project) : refreshPool());
	document.getElementById('connection').textContent = '';
}

/** Scrolls to a part that is out of sight, as on a phone or after choosing from a long list. */
function bringIntoSight(part) {
	const { top } = part.getBoundingClientRect();
	if (top < 0 || top > innerHeight / 2) part.scrollIntoView();
}

async function refreshPool() {
	drawPool(await call('GET', `/pools/${choice.poolId}`), {
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
	document.getElementById('sample').hidden = project.status !== 'READY';
	document.getElementById('hint').textContent = hintFor(project);
	document.getElementById('queue').textContent =
		waiting === 1 ? '1 item waiting' : `${waiting} items waiting`;
	drawItem(items.waiting[0], project, answer);
	drawDone(items.done, project);
}

const STATES = {
	ARCHIVED: 'is archived',
	CREATING: 'is being checked',
	ERROR: 'has a broken setup',
};

function hintFor(project) {
	if (project.status !== 'READY') {
		return `This project ${STATES[project.status]}: it accepts no items.`;
	}
	return project.manual
		? 'Items wait here until you answer. Each click, or a key from 1 to 9, labels one item and shows the next.'
		: 'Simulated annotators answer after a short delay. Tick “Label by hand” to answer yourself.';
}

function drawService(status) {
	document.getElementById('now').textContent =
		`${new Date(status.now).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
	document.getElementById('address').textContent = location.origin;
	document.getElementById('token').textContent = status.tokens.apiKey;
	document.getElementById('quotas-on').checked = status.quotasOn;
}

async function answer(item, output) {
	choice.projectId = item.app_project_id;
	await act(() => call('POST', `/items/${item.id}/finish`, { output_data: output }));
}

async function withProject(work) {
	const { projects } = await call('GET', '/status');
	await work(chosenProject(projects));
}

/** Returns sample items that the project accepts, with pictures drawn by the emulator. */
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
	const change = (body) => call('POST', `/pools/${choice.poolId}`, body);
	on('performers', 'change', ({ target }) => change({ performers: target.checked }));
	on('pool-open', 'click', ({ target }) => change({ open: target.textContent === 'Open' }));
	on('take', 'click', () => call('POST', `/pools/${choice.poolId}/take`, {}));
	on('quotas-on', 'change', ({ target }) => call('POST', '/switches', { quotas: target.checked }));
	on('clear-log', 'click', () => call('DELETE', '/log'));
	on('clear-faults', 'click', () => call('DELETE', '/faults'));
	on('reset', 'click', () => call('POST', '/reset', {}));
	for (const button of document.querySelectorAll('[data-advance]')) {
		button.addEventListener('click', () =>
			act(() => call('POST', '/clock', { advanceMs: Number(button.dataset.advance) })),
		);
	}
	for (const button of document.querySelectorAll('[data-copy]')) {
		button.addEventListener('click', () => copy(button.dataset.copy));
	}
	drawFaultButtons((fault) => act(() => call('POST', '/faults', fault)));
	listenToKeys();
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
			'The emulator does not respond. Trying again …';
	}
	setTimeout(keepFresh, REFRESH_MS);
}

listen();
void keepFresh();
