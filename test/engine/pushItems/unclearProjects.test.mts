import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { saved } from '../creating.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Pushing, rowsFor } from '../pushing.mts';

const pushing = new Pushing();

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const parameters = { project: byId('={{ $json.to }}'), options: { extraFields: 'leaveOut' } };

function threeProjects() {
	return [pushing.projectId, pushing.otherProject(), pushing.otherProject()] as const;
}

/** The upload to a project gets no response, and what it created cannot be looked up. */
function loseIn(project: string) {
	const { faults } = pushing.emulator;
	const upload = { path: `/app-projects/${project}/items/bulk$` };
	const look = { method: 'GET', path: `/app-projects/${project}/items$` };
	faults.add({ kind: 'lost-answer', match: upload, times: 'always' });
	faults.add({ kind: 'status', status: 403, match: look, times: 'always' });
}

/** Retries with rows for the first, second, third and first project: each is there once. */
async function expectEachOnce(
	failed: NodeResult,
	rows: IDataObject[],
	projects: ReturnType<typeof threeProjects>,
	settings = {},
) {
	const [one, two, three] = projects;
	const resume = saved(failed);
	const { error, outputs } = await pushing.push(rows, parameters, settings, { resume });
	expect(error).toBeUndefined();
	expect(outputs[0].map(({ json }) => json.app_project_id)).toEqual([one, two, three, one]);
	expect(projects.map((project) => pushing.idsIn(project))).toEqual([
		['row-0', 'row-3'],
		['row-1'],
		['row-2'],
	]);
}

it('what is unclear in one project does not keep retries from the others', async () => {
	const projects = threeProjects();
	const [one, two, three] = projects;
	const rows = rowsFor(one, two, three, one);
	loseIn(one);
	const failed = await pushing.push(rows, parameters, RETRY);
	expect([two, three].map((project) => pushing.idsIn(project))).toEqual([['row-1'], ['row-2']]);
	expect(failed.error?.description).toMatch(/^2 of 4 items were pushed\. An earlier try /);
	expect(failed.error?.context).toMatchObject({
		isInDoubt: true,
		counts: { created: 2, total: 4 },
	});

	pushing.emulator.faults.clear();
	await expectEachOnce(failed, rows, projects, RETRY);
});

it('an error in another project does not hide what is unclear in the first', async () => {
	const [one, two, three] = threeProjects();
	loseIn(one);
	const match = { path: `/app-projects/${two}/items/bulk$` };
	pushing.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
	const { error } = await pushing.push(rowsFor(one, two, three), parameters, RETRY);
	expect(error?.description).toContain('An earlier try of this execution may have created items.');
	expect(error?.context).toMatchObject({ isInDoubt: true });
	expect(pushing.idsIn(three)).toEqual([]);
});

describe('a project that cannot be used any more', () => {
	const archived = {
		status: 200,
		body: JSON.stringify({ id: 'x', app_id: 'x', status: 'ARCHIVED' }),
	};
	const unusable = [
		['archived', archived, /is archived and does not accept items$/],
		['no longer readable', { status: 403 }, /^Access was denied while reading the project /],
		['deleted', { status: 404 }, /^There is no project with the ID /],
	] as const;

	async function failIn(project: string, rows: IDataObject[], response: object) {
		loseIn(project);
		const failed = await pushing.push(rows, parameters);
		pushing.emulator.faults.clear();
		const match = { method: 'GET', path: `/app-projects/${project}$` };
		pushing.emulator.faults.add({
			kind: 'status',
			status: 403,
			...response,
			match,
			times: 'always',
		});
		return failed;
	}

	it.each(unusable)(
		'does not keep retries from the others: %s',
		async (_how, response, message) => {
			const projects = threeProjects();
			const [one, two, three] = projects;
			const rows = rowsFor(one, two, three, one);
			const failed = await failIn(one, rows, response);
			const retried = await pushing.push(rows, parameters, {}, { resume: saved(failed) });
			expect(retried.error?.message).toMatch(message);
			expect(retried.error?.description).toMatch(
				/^2 of 4 items were pushed\. An earlier try of this /,
			);
			expect(retried.error?.description).not.toContain('choose another');
			expect(retried.error?.context).toMatchObject({
				isInDoubt: true,
				counts: { created: 2, total: 4 },
			});

			pushing.emulator.faults.clear();
			await expectEachOnce(retried, rows, projects);
		},
	);

	it('is not forgotten if another project fails, too', async () => {
		const [one, two, three] = threeProjects();
		const rows = rowsFor(one, two, three);
		const failed = await failIn(one, rows, archived);
		const match = { path: `/app-projects/${three}/items/bulk$` };
		pushing.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const retried = await pushing.push(rows, parameters, RETRY, { resume: saved(failed) });
		expect(retried.error?.description).toContain(
			'An earlier try of this execution may have created',
		);
		expect(retried.error?.context).toMatchObject({
			isInDoubt: true,
			counts: { created: 1, total: 3 },
		});
		pushing.emulator.faults.clear();
		const { error } = await pushing.push(rows, parameters, RETRY, { resume: saved(retried) });
		expect(error).toBeUndefined();
		expect([one, two, three].flatMap((project) => pushing.idsIn(project))).toEqual([
			...['row-0', 'row-1', 'row-2'],
		]);
	});
});
