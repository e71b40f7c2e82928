import type { Locator, Page } from 'playwright-core';

/** The editor's canvas, and the panel from which nodes are added. */
export class Canvas {
	private readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	node(name: string): Locator {
		const handle = this.page.locator(`[data-node-name="${name}"]`);
		return this.page.getByTestId('canvas-node').filter({ has: handle });
	}

	/** Searches the nodes panel. */
	async search(words: string): Promise<void> {
		await this.openPanel();
		await this.page.getByTestId('node-creator-search-bar').fill(words);
	}

	/** Lists the names that the panel shows. */
	async found(): Promise<string[]> {
		return await this.page.getByTestId('node-creator-item-name').allTextContents();
	}

	/**
	 * Adds a node by searching for it and choosing one of its actions; its panel opens. n8n
	 * capitalizes the actions of triggers differently.
	 */
	async addNode(words: string, node: string, action = 'Add to workflow'): Promise<void> {
		await this.search(words);
		await this.page.getByTestId('node-creator-item-name').getByText(node, { exact: true }).click();
		await this.panel.getByText(new RegExp(`^${action}$`, 'i')).click();
		await this.page.getByTestId('ndv').waitFor();
	}

	async select(name: string): Promise<void> {
		await this.node(name).click();
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	/** Draws a connection from an output of a node to the input of another node or of itself. */
	async connect(from: string, output: number, to: string): Promise<void> {
		const target = this.handle('input', to, 0);
		await this.handle('output', from, output).dragTo(target, { force: true });
		await this.page
			.locator(`[data-test-id=edge][data-source-node-name="${from}"]`)
			.first()
			.waitFor();
	}

	/** Lists every connection as `from → to`. */
	async connections(): Promise<string[]> {
		return await this.page
			.getByTestId('edge')
			.evaluateAll((edges) =>
				edges.map(
					(edge) =>
						`${edge.getAttribute('data-source-node-name')} → ${edge.getAttribute('data-target-node-name')}`,
				),
			);
	}

	/** Zooms until all nodes are visible. */
	async fit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** The message that n8n shows when a run of the whole workflow has succeeded. */
	get executed(): Locator {
		return this.page.getByText('Workflow executed successfully').first();
	}

	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
	}

	/** Locates the check mark that n8n puts on a node that ran. */
	success(name: string): Locator {
		return this.node(name).getByTestId('canvas-node-status-success');
	}

	private get panel(): Locator {
		return this.page.getByTestId('node-creator');
	}

	private async openPanel(): Promise<void> {
		if (await this.panel.isVisible()) return;
		await this.page.getByTestId('node-creator-plus-button').click();
	}

	private handle(side: 'input' | 'output', node: string, index: number): Locator {
		return this.page.locator(
			`[data-test-id=canvas-node-${side}-handle][data-node-name="${node}"][data-index="${index}"]`,
		);
	}
}
