import { describe, expect, it } from '@jest/globals';
import { useBrowser } from '../support/browser/useBrowser.mts';
import { Editor } from '../support/browser/editor.mts';

const browser = useBrowser({ emulator: { checkMedia: false } });
const openEditor = () => new Editor(browser.page, browser.stage.n8n.origin);

/** The labels of the fields for a new task. */
const CREATION = [
	'Character Image',
	'Image URL',
	'Reference Video',
	'Video URL',
	'Character Orientation',
	'Mode',
	'Model',
	'Prompt',
	'Keep Original Sound',
];

describe('the node creator', () => {
	it.each([
		'kling',
		'kling video',
		'generate video',
		'ai video',
		'character',
		'character animation',
		'lip sync',
		'tiktok',
		'dance video',
	])('finds the node by "%s"', async (words) => {
		const editor = openEditor();
		await editor.startWorkflow();
		await editor.openNodeCreator();

		await editor.search(words);

		expect(await editor.offers.allInnerTexts()).toContain('Kling Motion Control');
	});

	it('shows the node among those for AI', async () => {
		const editor = openEditor();
		await editor.startWorkflow();
		await editor.openNodeCreator();

		await editor.offer('AI').click();
		await editor.offer('OpenAI').waitFor();

		expect(await editor.offers.allInnerTexts()).toContain('Kling Motion Control');
	});

	it('lists the operations as actions, and nothing else', async () => {
		const editor = openEditor();
		await editor.startWorkflow();

		await editor.showActions();

		expect(await editor.offers.allInnerTexts()).toEqual([
			'Start a motion video without waiting',
			'Create a motion video and wait for it',
			'Get a motion video',
			'Get many motion videos',
			'Wait for a motion video',
			'Get resource packs of the account',
		]);
	});

	it('shows an icon that fits the dark theme in the dark theme', async () => {
		await browser.page.emulateMedia({ colorScheme: 'dark' });
		const editor = openEditor();
		await editor.startWorkflow();

		await editor.showActions();

		const icon = browser.page.locator('img[src$="kling.dark.svg"]').first();
		expect(await icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
	});
});

describe('the action', () => {
	it.each([
		['Start a motion video without waiting', [...CREATION, 'Simplify', 'Options']],
		[
			'Create a motion video and wait for it',
			[...CREATION, 'Resume', 'Download Video', 'Put Output in Field', 'Simplify', 'Options'],
		],
		['Get a motion video', ['Motion Video', 'Download Video', 'Put Output in Field', 'Simplify']],
		['Get many motion videos', ['Return All', 'Limit', 'Simplify', 'Filters']],
		[
			'Wait for a motion video',
			['Motion Video', 'Resume', 'Download Video', 'Put Output in Field', 'Simplify', 'Options'],
		],
	])('%s shows only its own fields', async (action, fields) => {
		const panel = await openEditor().addNode(action);

		expect(await panel.labels()).toEqual(['Resource', 'Operation', ...fields]);
	});
});
