import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.mts';
import type { TruthItem } from '../../emulator/apps/truth.mts';
import { request, useService } from './service.mts';

describe('the labeling page', () => {
	let browser: Browser;
	const service = useService({ switches: { manualLabeling: true } });
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

	const open = async (): Promise<void> => {
		await page.goto(service.emulator.url);
		await page.locator('#projects button').first().waitFor();
	};
	const project = (name: string): string =>
		service.emulator.catalogue.appProjects().find((known) => known.name === name)?.id ?? '';
	const done = (name: string): TruthItem[] =>
		service.emulator.truth.items(project(name)).filter(({ finished }) => finished);

	it('labels an item with one click and shows the next one', async () => {
		const texts = project('Text classification');
		service.emulator.seedData.addItems(texts, {
			count: 2,
			input: (index) => ({ id: String(index), text: `Comment ${index}` }),
		});
		await open();
		await page.getByText('Comment 0').first().waitFor();
		await page.getByRole('button', { name: 'BAD' }).click();
		await page.locator('#item').getByText('Comment 1').waitFor();
		expect(done('Text classification').map(({ output }) => output)).toEqual([
			{ text: 'Comment 0', result: ['BAD'] },
		]);
		await page.locator('#done').getByText('Comment 0').waitFor();
		expect(problems).toEqual([]);
	});

	it('accepts keys as answers, and keeps the focus from answer to answer', async () => {
		const texts = project('Text classification');
		service.emulator.seedData.addItems(texts, {
			count: 3,
			input: (index) => ({ id: String(index), text: `Comment ${index}` }),
		});
		await open();
		await page.locator('#item').getByText('Comment 0').waitFor();
		await page.keyboard.press('2');
		await page.locator('#item').getByText('Comment 1').waitFor();
		await page.locator('#item').getByRole('button', { name: 'OK' }).press('Enter');
		await page.locator('#item').getByText('Comment 2').waitFor();
		await page.getByText('1 item waiting').waitFor();
		await page.keyboard.press('Enter');
		await page.getByText('No items waiting.').waitFor();
		expect(done('Text classification').map(({ output }) => output?.result)).toEqual([
			['BAD'],
			['OK'],
			['OK'],
		]);
		expect(problems).toEqual([]);
	});

	it("opens with the entry selected that a picker's link names", async () => {
		const archived = project('Old archive');
		await page.goto(`${service.emulator.url}/requester/app-project/${archived}`);
		await page.getByText('This project is archived: it accepts no items.').waitFor();
		await page.locator('#projects [aria-current=true]').getByText('Old archive').waitFor();
		expect(await page.getByRole('button', { name: 'Add 5 sample items' }).isVisible()).toBe(false);
		const { id, projectId } = service.emulator.catalogue.pool('LOCKED');
		await page.goto(`${service.emulator.yandexTasksUrl}/requester/project/${projectId}/pool/${id}`);
		await page.locator('#pool-name').getByText('Animals, being updated').waitFor();
		await page.reload();
		await page.locator('#pool-name').getByText('Animals, being updated').waitFor();
	});

	it('folds polls into one row, and shows what they would hide', async () => {
		await service.v1('PATCH', '/pools/1', {});
		for (let poll = 0; poll < 30; poll += 1) await service.v1('GET', '/pools');
		await open();
		const rows = page.locator('#log tbody tr');
		await rows.getByText('×30').waitFor();
		expect(await rows.count()).toBe(2);
	});

	it('leaves a trigger’s polls alone if one POST is to fail', async () => {
		await open();
		await page.getByRole('button', { name: 'Return 503 to the next POST' }).click();
		await page.getByText('1 fault armed').waitFor();
		expect((await service.v1('GET', '/pools')).status).toBe(200);
		expect((await service.v1('POST', '/task-suites', [])).status).toBe(503);
		await page.getByText('1 fault armed').waitFor({ state: 'hidden' });
	});

	it('fits a phone: projects first, nothing cut off or outside the screen', async () => {
		await page.setViewportSize({ width: 390, height: 800 });
		await service.v1('GET', '/pools');
		await open();
		const top = async (id: string) => (await page.locator(id).boundingBox())?.y ?? 0;
		expect(await top('#projects')).toBeLessThan(await top('#project-panel'));
		const wide = 'document.documentElement.scrollWidth > innerWidth';
		expect(await page.evaluate(wide)).toBe(false);
		const cut =
			"[...document.querySelectorAll('#log td')].some((c) => c.scrollWidth > c.clientWidth)";
		await page.locator('#log tbody tr').first().waitFor();
		expect(await page.evaluate(cut)).toBe(false);
	});

	it('adds sample items with pictures that it draws itself', async () => {
		await open();
		await page.getByRole('button', { name: 'Add 5 sample items' }).click();
		const picture = page.locator('#item img');
		await picture.waitFor();
		await expect
			.poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth')))
			.toBe(480);
		expect(service.emulator.truth.items(project('Image moderation'))).toHaveLength(5);
	});

	it('shows hostile data as text', async () => {
		const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
		service.emulator.seedData.addItems(project('Text classification'), {
			count: 1,
			input: () => ({ id: hostile, text: hostile, link: 'javascript:window.hacked=1' }),
		});
		await open();
		await page.locator('#item').getByText('<script>').first().waitFor();
		expect(await page.locator('#item img, #item script, #item a').count()).toBe(0);
		expect(await page.evaluate('window.hacked')).toBeUndefined();
	});

	it('hands a project to simulated annotators and back', async () => {
		await open();
		await page.getByLabel('Label by hand').uncheck();
		await page.getByText('Simulated annotators answer').waitFor();
		service.emulator.seedData.addItems(project('Image moderation'), { count: 1 });
		await page.getByRole('button', { name: '+1 min' }).click();
		await expect.poll(() => done('Image moderation').length).toBe(1);
	});

	it('shows how much of the quotas is used, and switches them off', async () => {
		await open();
		await service.v1('GET', `/aggregated-solutions/${crypto.randomUUID()}`);
		await page.locator('#quotas').getByText('1 of 200').waitFor();
		await page.locator('#quotas-on').uncheck();
		await expect.poll(() => service.emulator.switches.get().quotas).toBe(false);
	});

	it('arms and stops faults and shows them at work', async () => {
		await open();
		await page.getByRole('button', { name: 'Drop every second response' }).click();
		await page.locator('#faults li').waitFor();
		await service.v1('GET', '/pools');
		expect((await service.v1('GET', '/pools')).status).toBe(502);
		await page.locator('#log').getByText('502').waitFor();
		await page.getByRole('button', { name: 'Stop all' }).click();
		await expect.poll(() => page.locator('#faults li').count()).toBe(0);
		expect(service.emulator.faults.list()).toEqual([]);
	});

	it('runs only its own code', async () => {
		const { headers, status } = await request('GET', service.emulator.url);
		expect(status).toBe(200);
		expect(headers['content-security-policy']).toContain("default-src 'self'");
	});
});
