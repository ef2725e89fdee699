import type { Locator, Page } from 'playwright-core';
import { byTestId, chooseOption } from './browserLocators.mts';

/** The ways in which n8n shows the output of a node. */
type View = 'schema' | 'table' | 'json' | 'binary';

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

	/** The names of the parameters in view, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = byTestId(this.parameters, 'input-label').filter({ visible: true });
		// Behind the name come buttons.
		return (await labels.allInnerTexts()).map((text) => (text.split('\n')[0] ?? '').trim());
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

	async show(view: View): Promise<void> {
		await byTestId(this.output, `radio-button-${view}`).click();
	}
}
