import { element, fillWhenChanged, nothing, table } from './elements.js';

export function drawProjects(projects, chosenId, choose) {
	fillWhenChanged(document.getElementById('projects'), [projects, chosenId], () =>
		projects.map((project) => {
			const button = element('button', {
				type: 'button',
				text: project.name,
				onclick: () => choose(project.id),
				children: [element('small', { text: countsOf(project) })],
			});
			button.setAttribute('aria-current', String(project.id === chosenId));
			return element('li', { children: [button] });
		}),
	);
}

function countsOf({ status, items }) {
	const waiting = items.NEW + items.PROCESSING;
	const done = items.COMPLETED + items.ERROR;
	return status === 'READY' || waiting + done > 0
		? `${waiting} waiting, ${done} labeled`
		: status.toLowerCase();
}

export function drawPools(pools, chosenId, choose) {
	fillWhenChanged(document.getElementById('pools'), [pools, chosenId], () =>
		pools.map((pool) => {
			const button = element('button', {
				type: 'button',
				text: pool.name,
				title: `${pool.project}, pool ${pool.id}`,
				onclick: () => choose(pool.id),
				children: [element('small', { text: stateOf(pool) })],
			});
			button.setAttribute('aria-current', String(pool.id === chosenId));
			return element('li', { children: [button] });
		}),
	);
}

function stateOf({ status, progress: { given, wanted } }) {
	return wanted > 0 ? `${status}, ${given} of ${wanted} answers` : status;
}

const digits = (count) => count.toLocaleString('en-US');

export function drawQuotas(quotas) {
	fillWhenChanged(document.getElementById('quotas'), quotas, () =>
		quotas.map(({ name, used, max }) =>
			element('div', {
				className: 'quota',
				children: [
					element('div', {
						className: 'row',
						children: [
							element('span', { text: name }),
							element('span', { className: 'muted', text: `${digits(used)} of ${digits(max)}` }),
						],
					}),
					element('progress', { max: Math.max(1, max), value: used }),
				],
			}),
		),
	);
}

export function drawDone(done, project) {
	fillWhenChanged(document.getElementById('done'), [done, project.id], () => {
		if (done.length === 0) return [nothing('Nothing labeled yet.')];
		const rows = done.slice(0, 8).map((item) => [
			{ text: timeOf(item.finished_at), className: 'narrow' },
			summary(item.input_data),
			{
				text: item.status === 'ERROR' ? 'ERROR' : answerOf(item.output_data, project),
				className: item.status === 'ERROR' ? 'bad' : 'good',
			},
		]);
		return [table([{ text: 'Finished', className: 'narrow' }, 'Item', 'Answer'], rows)];
	});
}

/** Summarizes an input in one line, with links only if there is nothing else. */
export function summary(input) {
	const { id, ...rest } = input;
	const texts = [id, ...Object.values(rest)]
		.filter((value) => value !== undefined)
		.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
	const words = texts.filter((text) => !text.startsWith('http'));
	return (words.length > 0 ? words : texts).join(' · ');
}

/** Returns the declared output values except `confidence`: the output repeats the input, too. */
export function answerOf(output, project) {
	return Object.keys(project.outputSpec)
		.filter((name) => output[name] !== undefined && name !== 'confidence')
		.map((name) => [output[name]].flat().join(', '))
		.join(' · ');
}

export function timeOf(date) {
	return (date ?? '').slice(11, 19);
}
