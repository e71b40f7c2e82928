import type { Locator, Page } from 'playwright-core';
import { waitUntil } from '../../../../demo/n8n/waitUntil.mts';

const PATIENCE_MS = 30_000;
const OPEN_MS = 3_000;

/**
 * Opens one of n8n's selects and clicks the option with this name. A select that is still loading
 * closes when its options arrive, so it is opened again.
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
