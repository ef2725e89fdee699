import type { Locator, Page } from 'playwright-core';
import { byTestId } from './locators.mts';
import { NodePanel } from './panel.mts';
import { KLING } from '../n8n/workflow.mts';

/** The canvas of n8n's editor, and the node creator. */
export class Editor {
	constructor(
		private readonly page: Page,
		private readonly origin: string,
	) {}

	/** The names in the node creator: of nodes, or of the actions of a node. */
	get offers(): Locator {
		return byTestId(this.page, 'node-creator-item-name');
	}

	/** Starts a workflow with a manual trigger. */
	async startWorkflow(): Promise<void> {
		await this.page.goto(`${this.origin}/workflow/new`);
		await byTestId(this.page, 'canvas-add-button').click();
		await this.offers.getByText('Trigger manually').click();
	}

	/** Opens the node creator for the node after the last one. */
	async openNodeCreator(): Promise<void> {
		await byTestId(this.page, 'canvas-handle-plus').last().click();
		await byTestId(this.page, 'node-creator-search-bar').waitFor();
	}

	/** Searches for nodes, and waits until our node is found. */
	async search(words: string): Promise<void> {
		await byTestId(this.page, 'node-creator-search-bar').fill(words);
		await this.offer(KLING).waitFor();
	}

	/** An entry of the node creator. */
	offer(name: string): Locator {
		return this.offers.getByText(name, { exact: true });
	}

	/** Finds our node and shows its actions. */
	async showActions(): Promise<void> {
		await this.openNodeCreator();
		await this.search('kling');
		await this.chooseNode();
	}

	/** Selects our node among those found, and shows its actions. */
	async chooseNode(): Promise<void> {
		await this.offer(KLING).click();
		await this.offer('Start a motion video without waiting').waitFor();
		// The old list disappears only after the new one has appeared.
		await this.offer(KLING).waitFor({ state: 'hidden' });
	}

	/** Adds our node to a new workflow. */
	async addNode(action: string): Promise<NodePanel> {
		await this.startWorkflow();
		await this.showActions();
		await this.offer(action).click();
		return await this.openedPanel();
	}

	/** The panel of the node that was just added. */
	async openedPanel(): Promise<NodePanel> {
		return await NodePanel.open(this.page);
	}

	/** Shows an existing workflow. */
	async show(workflowId: string): Promise<void> {
		await this.page.goto(`${this.origin}/workflow/${workflowId}`);
	}

	/** Opens our node in an existing workflow. */
	async openNode(workflowId: string): Promise<NodePanel> {
		await this.show(workflowId);
		await byTestId(this.page, 'canvas-node').filter({ hasText: KLING }).dblclick();
		return await NodePanel.open(this.page);
	}
}
