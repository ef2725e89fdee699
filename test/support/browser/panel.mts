import type { Locator, Page } from 'playwright-core';
import { byTestId, chooseOption } from './locators.mts';

/** Parameters and collections. */
const ITEMS = '[data-test-id="parameter-item"], [data-test-id^="collection-parameter"]';

/** Pixels below the last parameter. */
const MARGIN = 16;

/** The open panel of a node: its parameters, and its output. */
export class NodePanel {
	private constructor(private readonly page: Page) {}

	/** Waits until the panel is open. */
	static async open(page: Page): Promise<NodePanel> {
		await byTestId(page, 'node-execute-button').waitFor();
		return new NodePanel(page);
	}

	get parameters(): Locator {
		return byTestId(this.page, 'node-parameters');
	}

	get output(): Locator {
		return byTestId(this.page, 'output-panel');
	}

	/** The text of an error: what went wrong and what to do. */
	async errorText(): Promise<string> {
		await byTestId(this.output, 'node-error-message').waitFor();
		return await this.output.innerText();
	}

	/** The names of the visible parameters, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = byTestId(this.parameters, 'input-label').filter({ visible: true });
		// The name is followed by buttons.
		return (await labels.allInnerTexts()).map((text) => (text.split('\n')[0] ?? '').trim());
	}

	/** The area of all parameters, in a window that is made high enough. */
	async parametersBox() {
		const items = this.parameters.locator(ITEMS).filter({ visible: true });
		const [all, last] = [await this.parameters.boundingBox(), await items.last().boundingBox()];
		if (!all || !last) throw new Error('The panel shows no parameters');
		return { ...all, height: last.y + last.height - all.y + MARGIN };
	}

	field(name: string): Locator {
		return byTestId(this.parameters, `parameter-input-${name}`);
	}

	async choose(name: string, option: string): Promise<void> {
		await this.field(name).locator('input').first().click();
		await chooseOption(this.page, option);
	}

	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('input').fill(text);
	}

	async turnOn(name: string): Promise<void> {
		await this.field(name).locator('.el-switch').click();
	}

	async execute(): Promise<void> {
		await byTestId(this.page, 'node-execute-button').click();
	}

	async show(view: 'json' | 'table' | 'binary'): Promise<void> {
		await byTestId(this.output, `radio-button-${view}`).click();
	}
}
