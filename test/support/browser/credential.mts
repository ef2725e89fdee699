import type { Locator, Page } from 'playwright-core';
import { byTestId, chooseOption } from './locators.mts';

/** The dialog for creating and editing a credential. */
export class CredentialDialog {
	private constructor(private readonly page: Page) {}

	/** Starts a new credential from the open panel of a node. */
	static async create(page: Page): Promise<CredentialDialog> {
		await byTestId(page, 'node-credentials-select').locator('input').click();
		await byTestId(page, 'node-credentials-select-item-new').click();
		return await CredentialDialog.opened(page);
	}

	/** Opens the credential that is selected in the open panel of a node. n8n tests it at once. */
	static async edit(page: Page): Promise<CredentialDialog> {
		await byTestId(page, 'credential-edit-button').click();
		return await CredentialDialog.opened(page);
	}

	private static async opened(page: Page): Promise<CredentialDialog> {
		const dialog = new CredentialDialog(page);
		await dialog.root.waitFor();
		return dialog;
	}

	get root(): Locator {
		return byTestId(this.page, 'editCredential-modal');
	}

	/** Fills in the dialog for an account at a gateway. */
	async enterToken(token: string, baseUrl: string): Promise<void> {
		await this.field('apiToken').fill(token);
		await this.field('region').click();
		await chooseOption(this.page, 'Custom');
		await this.field('baseUrl').fill(baseUrl);
	}

	/** Saves the credential, which n8n then tests. */
	async save(): Promise<void> {
		await byTestId(this.root, 'credential-save-button').click();
	}

	async retry(): Promise<void> {
		await this.root.getByRole('button', { name: 'Retry' }).click();
	}

	async showDetails(): Promise<void> {
		await this.root.getByText('More details').click();
	}

	private field(name: string): Locator {
		return byTestId(this.root, `parameter-input-${name}`).locator('input').first();
	}
}
