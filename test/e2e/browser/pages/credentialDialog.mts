import type { Locator, Page } from 'playwright-core';
import { choose } from './choose.mts';

/** The list of credentials, and the dialog for filling one in. */
export class CredentialDialog {
	private readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	/** Starts a new credential of the type with this name. */
	async create(typeName: string): Promise<void> {
		await this.page.goto('/home/credentials');
		await this.page.getByTestId('add-resource-credential').first().click();
		await this.page.getByTestId('new-credential-type-select').locator('input').fill(typeName);
		const options = this.page.getByTestId('new-credential-type-select-option');
		await options.filter({ hasText: typeName }).click();
		await this.page.getByTestId('new-credential-type-button').click();
		await this.dialog.waitFor();
	}

	get dialog(): Locator {
		return this.page.getByTestId('editCredential-modal');
	}

	async choose(field: string, option: string): Promise<void> {
		await choose(this.page, this.dialog.getByTestId(`parameter-input-${field}`), option);
	}

	async fill(field: string, text: string): Promise<void> {
		await this.dialog.getByTestId(`parameter-input-${field}`).locator('input').fill(text);
	}

	/** Saves, which makes n8n test the credential. */
	async save(): Promise<void> {
		await this.dialog.getByTestId('credential-save-button').click();
	}

	get success(): Locator {
		return this.dialog.getByTestId('credentials-config-container-test-success');
	}

	/** The banner that n8n shows when the test fails. */
	get failure(): Locator {
		return this.dialog.getByText('Couldn’t connect with these settings');
	}

	async showDetails(): Promise<void> {
		await this.dialog.getByText('More details').click();
	}
}
