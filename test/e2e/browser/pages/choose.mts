import type { Locator, Page } from 'playwright-core';

/** Opens a select of n8n's and takes the option with this name. */
export async function choose(page: Page, select: Locator, option: string): Promise<void> {
	await select.click();
	await page.getByRole('option', { name: option }).first().click();
}
