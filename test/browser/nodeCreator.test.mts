import { describe, expect, it } from '@jest/globals';
import { takeScreenshot, useBrowser } from '../support/browser/useBrowser.mts';
import { Editor } from '../support/browser/editor.mts';

const browser = useBrowser({ emulator: { checkMedia: false } });
const openEditor = () => new Editor(browser.page, browser.stage.n8n.origin);

/** The labels of the fields that a new task needs. */
const CREATION = [
	'Character Image',
	'Image URL',
	'Reference Video',
	'Video URL',
	'Character Orientation',
	'Mode',
	'Prompt',
	'Keep Original Sound',
];

describe('the panel with the nodes', () => {
	it.each(['kling', 'dance'])('finds the node by "%s"', async (words) => {
		const editor = openEditor();
		await editor.startWorkflow();
		await editor.openNodeCreator();

		await editor.search(words);

		expect(await editor.offers.allInnerTexts()).toContain('Kling Motion Control');
		await takeScreenshot(browser.page, `search-${words}`);
	});

	it('shows the node among those for AI', async () => {
		const editor = openEditor();
		await editor.startWorkflow();
		await editor.openNodeCreator();

		await editor.offer('AI').click();
		await editor.offer('OpenAI').waitFor();

		expect(await editor.offers.allInnerTexts()).toContain('Kling Motion Control');
	});

	it('lists the five operations as actions, and nothing else', async () => {
		const editor = openEditor();
		await editor.startWorkflow();

		await editor.showActions();

		expect(await editor.offers.allInnerTexts()).toEqual([
			'Create a task',
			'Create a task and wait for its video',
			'Get a task',
			'Get many tasks',
			'Wait for a task',
		]);
		await takeScreenshot(browser.page, 'actions');
	});

	it('shows an icon that fits the dark theme in the dark theme', async () => {
		await browser.page.emulateMedia({ colorScheme: 'dark' });
		const editor = openEditor();
		await editor.startWorkflow();

		await editor.showActions();

		const icon = browser.page.locator('img[src$="kling.dark.svg"]').first();
		expect(await icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
		await takeScreenshot(browser.page, 'actions-dark');
	});
});

describe('the action', () => {
	it.each([
		['create', 'Create a task', [...CREATION, 'Simplify', 'Additional Fields']],
		[
			'create-and-wait',
			'Create a task and wait for its video',
			[...CREATION, 'Download Video', 'Simplify', 'Additional Fields', 'Resume', 'Options'],
		],
		['get', 'Get a task', ['Task', 'Download Video', 'Simplify']],
		['get-many', 'Get many tasks', ['Return All', 'Limit', 'Simplify']],
		['wait', 'Wait for a task', ['Task', 'Download Video', 'Simplify', 'Resume', 'Options']],
	])('%s shows its own fields only', async (name, action, fields) => {
		const panel = await openEditor().addNode(action);

		expect(await panel.labels()).toEqual(['Resource', 'Operation', ...fields]);
		await browser.page.setViewportSize({ width: 1400, height: 1300 });
		await takeScreenshot(browser.page, `operation-${name}`, await panel.parametersBox());
	});
});
