import type { Locator, Page } from 'playwright-core';
import { waitUntil } from '../../../../demo/n8n/waitUntil.mts';
import { choose } from './choose.mts';

/** Mouse moves that n8n needs to recognize a drag. */
const DRAG_STEPS = 10;
const DROP_MS = 3_000;
const PATIENCE_MS = 60_000;
const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

/** A node's panel: its input, fields and output. */
export class NodePanel {
	private readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	get self(): Locator {
		return this.page.getByTestId('ndv');
	}

	field(name: string): Locator {
		return this.self.getByTestId(`parameter-input-${name}`);
	}

	/** Waits until no field is loading options from the node. */
	async loaded(): Promise<void> {
		const inputs = this.self.locator('input');
		await waitUntil(
			'the options of every field',
			async () => {
				const values = await inputs.evaluateAll((all) =>
					all.map((one) => Reflect.get(one, 'value')),
				);
				return values.every((value) => !String(value).startsWith('Loading'));
			},
			PATIENCE_MS,
		);
	}

	async choose(name: string, option: string): Promise<void> {
		await choose(this.page, this.field(name), option);
	}

	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('input').fill(text);
	}

	async toggle(name: string): Promise<void> {
		await this.field(name).locator('.el-switch').click();
	}

	async chooseCredential(name: string): Promise<void> {
		await choose(this.page, this.self.getByTestId('node-credentials-select'), name);
	}

	/** Opens a picker's list and searches it. */
	async searchList(name: string, words: string): Promise<void> {
		await this.self.getByTestId(`resource-locator-${name}`).getByTestId('rlc-input').click();
		await this.page.getByTestId('rlc-search').fill(words);
	}

	/** Lists the entries of a picker's open list. */
	async listed(): Promise<string[]> {
		return await this.page.getByTestId('rlc-item').allTextContents();
	}

	/** Chooses the entry with this name in the open list. */
	async pickListed(row: string): Promise<void> {
		await this.page.getByTestId('rlc-item').getByText(row, { exact: true }).click();
	}

	async pick(name: string, row: string): Promise<void> {
		await this.searchList(name, row);
		await this.pickListed(row);
	}

	/** Chooses how input fields are mapped to fields of the service. */
	async chooseMapping(mode: 'Map Automatically' | 'Map Each Column Manually'): Promise<void> {
		await choose(this.page, this.self.getByTestId('mapping-mode-select'), mode);
	}

	/** Runs the nodes before this one, so that its input is visible. */
	async executePrevious(): Promise<void> {
		await this.self.getByTestId('execute-previous-node').click();
	}

	/** Drags an input field onto a field of the node, again if n8n was too busy to notice. */
	async dragInput(inputField: string, name: string): Promise<void> {
		const dropped = this.field(name).getByText(`$json.${inputField}`);
		await waitUntil(
			`${inputField} to arrive in ${name}`,
			async () => {
				await this.drag(this.inputField(inputField), this.field(name));
				await dropped.first().waitFor({ timeout: DROP_MS });
				return true;
			},
			PATIENCE_MS,
		);
	}

	private async drag(from: Locator, to: Locator): Promise<void> {
		await from.hover();
		await this.page.mouse.down();
		const { x, y, width, height } = (await to.boundingBox()) ?? NOWHERE;
		await this.page.mouse.move(x + width / 2, y + height / 2, { steps: DRAG_STEPS });
		await this.page.mouse.up();
	}

	async addOption(option: string): Promise<void> {
		await this.self.getByTestId('collection-parameter-add').click();
		await this.page.getByRole('option', { name: option, exact: true }).click();
	}

	/** Runs the node, and any nodes before it that have not run. */
	async execute(): Promise<void> {
		await this.self.getByTestId('node-execute-button').click();
	}

	private inputField(name: string): Locator {
		const fields = this.page.getByTestId('ndv-input-panel').locator('[data-target=mappable]');
		return fields.and(this.page.locator(`[data-name="${name}"]`)).first();
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** Returns the cells of the output table, row by row. */
	async outputRows(): Promise<string[][]> {
		const rows = this.output.locator('table tbody tr');
		await rows.first().waitFor();
		const texts = await rows.evaluateAll((all) =>
			all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
		);
		return texts
			.map((cells) => cells.map((cell) => cell.trim()))
			.filter((cells) => cells.length > 0);
	}

	get errorMessage(): Locator {
		return this.self.getByTestId('node-error-message');
	}

	get errorDescription(): Locator {
		return this.self.getByTestId('node-error-description');
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.self.waitFor({ state: 'hidden' });
	}
}
