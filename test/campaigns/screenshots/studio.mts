import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Demo } from '../../../demo/setUp.mts';
import type { WorkflowName } from '../../../demo/workflowFiles.mts';
import type { Editor } from '../../e2e/browser/editor.mts';
import { repositoryDir } from '../../support/build.mts';

export const PICTURES_FOLDER = join(repositoryDir, 'docs', 'images');
export const PICTURE_SIZE = { width: 1400, height: 900 };
/** Wide, because workflows are. */
const CANVAS_SIZE = { width: 1400, height: 680 };
const PATIENCE_MS = 180_000;
/** Time for buttons to lose their pressed color. */
const SETTLE_MS = 700;

/** The demo, and a browser that shows it. */
export interface Studio {
	demo: Demo;
	editor: Editor;
}

export interface Picture {
	name: string;
	theme: 'light' | 'dark';
	/** Brings the subject of the picture onto the screen. */
	pose(studio: Studio): Promise<void>;
}

/** Locates the close buttons of n8n's notifications. */
export const passingMessages = (page: Page) => page.locator('.el-notification__closeBtn');

/** Takes a picture of the browser, without n8n's temporary messages. */
export async function takePicture({ editor: { page } }: Studio, name: string): Promise<void> {
	const checklist = page.getByTestId('suggested-actions-close');
	if (await checklist.isVisible()) await checklist.click();
	const messages = passingMessages(page);
	while ((await messages.count()) > 0) {
		// A message that disappears by itself cannot be clicked.
		await messages
			.first()
			.click({ timeout: SETTLE_MS })
			.catch(() => undefined);
	}
	await page.mouse.move(0, 0);
	await page.waitForTimeout(SETTLE_MS);
	await page.screenshot({ path: join(PICTURES_FOLDER, `${name}.png`), animations: 'disabled' });
}

/** Shows a whole workflow of the demo on the canvas, after a run up to its last node. */
export async function showRun(
	{ demo, editor: { page, canvas } }: Studio,
	which: WorkflowName,
	last: string,
	size = CANVAS_SIZE,
): Promise<void> {
	await page.setViewportSize(size);
	await canvas.open(demo.workflows[which].id);
	await canvas.fit();
	await canvas.execute();
	await canvas.success(last).waitFor({ timeout: PATIENCE_MS });
	await page.getByTestId('stop-execution-button').waitFor({ state: 'hidden' });
}

/** Shows the panel of a node of the workflow that was run, with its input and output. */
export async function showPanel({ editor }: Studio, node: string): Promise<void> {
	const { page, canvas, panel } = editor;
	await page.setViewportSize(PICTURE_SIZE);
	if (await panel.self.isVisible()) await panel.close();
	await canvas.openNode(node);
	await panel.outputRows();
	await panel.loaded();
}
