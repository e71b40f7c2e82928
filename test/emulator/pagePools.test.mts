import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.mts';
import { codeOf, useService } from './service.mts';
import { assignmentsOf, PLAIN_MIXER, poolOf } from './pools.mts';

describe('pools on the page', () => {
	let browser: Browser;
	const service = useService();
	let page: Page;
	let problems: string[];

	beforeAll(async () => {
		browser = await launchBrowser();
	}, 300_000);

	afterAll(async () => {
		await browser.close();
	});

	beforeEach(async () => {
		page = await browser.newPage();
		problems = [];
		page.on('pageerror', (error) => problems.push(error.message));
		return async () => {
			await page.close();
		};
	});

	const open = async (name: string): Promise<void> => {
		await page.goto(service.emulator.url);
		await page.locator('#pools').getByRole('button', { name }).click();
		await page.locator('#pool-name').getByText(name).waitFor();
	};

	it('are opened, labeled by hand task by task, and closed', async () => {
		const pool = service.emulator.seedData.addPool({ name: 'By hand' }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 2, tasksPerSuite: 2, overlap: 1 });
		await open('By hand');
		await page.getByText('it was never opened').waitFor();
		await page.getByRole('button', { name: 'Open', exact: true }).click();
		await page.getByRole('button', { name: 'Label the next suite' }).click();
		await page.getByText('Task 1 of 2').waitFor();
		await page.locator('#held').getByRole('button', { name: 'dog' }).click();
		await page.getByText('Task 2 of 2').waitFor();
		await page.locator('#held').getByRole('button', { name: 'cat' }).click();
		await page.getByText('1 of 2 answers, 0 at work').waitFor();
		const [done] = assignmentsOf(service, pool);
		expect(done).toMatchObject({
			status: 'ACCEPTED',
			answers: [{ result: 'dog' }, { result: 'cat' }],
		});
		await page.locator('#pool-answers').getByText('ACCEPTED').first().waitFor();
		await page.getByRole('button', { name: 'Close', exact: true }).click();
		await page.getByText('the reason was MANUAL').waitFor();
		expect((await poolOf(service, pool)).status).toBe('CLOSED');
		expect(problems).toEqual([]);
	});

	it('show answers to review, with a comment', async () => {
		const pool = service.emulator.seedData.addPool({ name: 'To review', autoAccept: false }).id;
		service.emulator.seedData.addAssignments(pool, {
			count: 2,
			status: 'SUBMITTED',
			input: (index) => ({ image: 'https://example.org/1.jpg', note: `<b>note ${index}</b>` }),
		});
		await open('To review');
		const cards = page.locator('#to-review article');
		await cards.getByText('<b>note 0</b>').waitFor();
		await cards.first().getByRole('button', { name: 'Reject' }).click();
		await page.locator('#to-review input:focus:invalid').waitFor();
		await cards.first().getByPlaceholder('Comment').fill('Not outlined');
		await cards.first().getByRole('button', { name: 'Reject' }).click();
		await expect.poll(() => cards.count()).toBe(1);
		await cards.first().getByRole('button', { name: 'Accept' }).click();
		await page.getByText('Nothing to review.').waitFor();
		expect(
			assignmentsOf(service, pool).map(({ status, publicComment }) => [status, publicComment]),
		).toEqual([
			['REJECTED', 'Not outlined'],
			['ACCEPTED', null],
		]);
		expect(problems).toEqual([]);
	});

	it('show simulated performers at work', async () => {
		const pool = service.emulator.seedData.addPool({
			name: 'At work',
			status: 'OPEN',
			mixerConfig: PLAIN_MIXER,
		}).id;
		service.emulator.seedData.addTasks(pool, { count: 6, overlap: 2 });
		await open('At work');
		await page.getByLabel('Simulated performers').check();
		await page.getByText('Simulated performers take suites').waitFor();
		await page.getByRole('button', { name: '+1 min' }).click();
		await page.getByText('12 of 12 answers, 0 at work').waitFor();
		await page.getByRole('button', { name: '+1 hour' }).click();
		await page.getByText('the reason was COMPLETED').waitFor();
		await page.locator('#projects button').first().click();
		await page.locator('#project-panel').waitFor();
		expect(await page.locator('#pool-panel').isVisible()).toBe(false);
		expect(problems).toEqual([]);
	});

	it('refuse impossible actions with a sentence', async () => {
		const { control, emulator } = service;
		const closed = emulator.catalogue.pool('CLOSED').id;
		expect((await control('POST', `/pools/${closed}/take`, {})).status).toBe(409);
		expect((await control('POST', `/pools/${closed}`, { open: true })).json).toEqual({
			error: 'Pool contains no tasks. Operation is not allowed',
		});
		expect((await control('GET', '/pools/1')).status).toBe(404);
		emulator.seedData.addTaskSuites(closed, { count: 1, overlap: 1 });
		await control('POST', `/pools/${closed}`, { open: true });
		const taken = (await control('POST', `/pools/${closed}/take`, {})).json as { id: string };
		expect((await control('POST', `/pools/${closed}/take`, {})).json).toMatchObject(taken);
		const path = `/assignments/${taken.id}`;
		expect((await control('POST', `${path}/submit`, { answers: [] })).status).toBe(400);
		expect((await control('POST', `${path}/submit`, { answers: 1 })).status).toBe(400);
		expect((await control('POST', `${path}/review`, { status: 'GOOD' })).status).toBe(400);
		const early = await control('POST', `${path}/review`, { status: 'ACCEPTED' });
		expect(codeOf(early)).toMatch(/^409/);
		await control('POST', `${path}/submit`, { answers: [{ result: 'cat' }] });
		expect((await control('POST', `/pools/${closed}/take`, {})).json).toEqual({
			error: 'Nothing is left to be labeled in this pool',
		});
	});

	it('take a suite back from a person who does not finish it', async () => {
		const { seedData } = service.emulator;
		const pool = seedData.addPool({ status: 'OPEN', maxDurationSeconds: 60 }).id;
		seedData.addTaskSuites(pool, { count: 1, overlap: 1 });
		await service.control('POST', `/pools/${pool}/take`, {});
		service.clock.advance(60_000);
		expect(assignmentsOf(service, pool).map(({ status }) => status)).toEqual(['EXPIRED']);
		await service.control('POST', `/pools/${pool}/take`, {});
		expect(assignmentsOf(service, pool)).toHaveLength(2);
	});
});
