import { selectors, type Page } from 'playwright-core';
import type { Stack } from '../../../demo/stack.mts';
import { launchBrowser } from '../../support/browser.mts';
import { Canvas } from './pages/canvas.mts';
import { CredentialDialog } from './pages/credentialDialog.mts';
import { NodePanel } from './pages/nodePanel.mts';

/** A browser signed in to a stack's n8n as its owner. */
export interface Editor {
	page: Page;
	canvas: Canvas;
	panel: NodePanel;
	credentials: CredentialDialog;
	close(): Promise<void>;
}

interface EditorOptions {
	theme?: 'light' | 'dark';
	size?: { width: number; height: number };
}

const SIZE = { width: 1440, height: 1000 };
const ACTION_TIMEOUT_MS = 60_000;

export async function openEditor(stack: Stack, options: EditorOptions = {}): Promise<Editor> {
	selectors.setTestIdAttribute('data-test-id');
	const { theme = 'light', size = SIZE } = options;
	const browser = await launchBrowser();
	const context = await browser.newContext({
		baseURL: stack.n8n.url,
		viewport: size,
		colorScheme: theme,
	});
	const [name = '', value = ''] = stack.client.session.cookieHeader.split('=');
	await context.addCookies([{ name, value, url: stack.n8n.url }]);
	const page = await context.newPage();
	page.setDefaultTimeout(ACTION_TIMEOUT_MS);
	// Accepts the warning about leaving a changed workflow.
	page.on('dialog', (dialog) => void dialog.accept());
	return {
		page,
		canvas: new Canvas(page),
		panel: new NodePanel(page),
		credentials: new CredentialDialog(page),
		close: async () => await browser.close(),
	};
}
