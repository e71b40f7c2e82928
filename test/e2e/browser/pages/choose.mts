import type { Locator, Page } from 'playwright-core';
import { waitUntil } from '../../../../demo/n8n/waitUntil.mts';

const PATIENCE_MS = 30_000;
const OPEN_MS = 3_000;

/**
 * Opens a select of n8n's and takes the option with this name. One that is still loading its
 * options closes again when they arrive, so it is opened once more.
 */
export async function choose(page: Page, select: Locator, option: string): Promise<void> {
	const row = page.getByRole('option', { name: option }).first();
	await waitUntil(
		`the option “${option}”`,
		async () => {
			if (!(await row.isVisible())) await select.click();
			await row.click({ timeout: OPEN_MS });
			return true;
		},
		PATIENCE_MS,
	);
}
