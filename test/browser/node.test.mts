import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { useBrowser } from '../support/browser/useBrowser.mts';
import { CredentialDialog } from '../support/browser/credential.mts';
import { Editor } from '../support/browser/editor.mts';
import { byTestId } from '../support/browser/locators.mts';
import { createTask } from '../support/servers/createTask.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { chain, kling, manualTrigger } from '../support/n8n/workflow.mts';

const browser = useBrowser({ emulator: { checkMedia: false } });
const openEditor = () => new Editor(browser.page, browser.stage.n8n.origin);

/** Plays the video up to this second; whether that worked. */
async function isAt(video: Locator, second: number): Promise<boolean> {
	return await video.evaluate((element: HTMLVideoElement, end) => {
		if (element.currentTime < end) return false;
		element.pause();
		return true;
	}, second);
}

/** Opens our node in a workflow that is ready to run. */
async function openNode(parameters = {}) {
	const node = kling(browser.stage.credential, {
		operation: 'createAndWait',
		options: { pollingInterval: 1 },
		...parameters,
	});
	const { id } = await browser.stage.client.createWorkflow(chain(manualTrigger(), node));
	return await openEditor().openNode(id);
}

it('says under the node on the canvas what it does', async () => {
	const node = kling(browser.stage.credential, { operation: 'createAndWait', videoMode: 'pro' });
	const { id } = await browser.stage.client.createWorkflow(chain(manualTrigger(), node));

	await openEditor().show(id);

	await browser.page.getByText('Create and Wait · 1080p').waitFor();
});

describe('a field', () => {
	it.each([
		['imageSource', 'From Binary File', 'Image Input Field'],
		['imageSource', 'From Base64', 'Image Base64'],
		['videoSource', 'From Binary File', 'Video Input Field'],
	])('%s %s asks for %s instead of the URL', async (source, option, label) => {
		const panel = await openNode();

		await panel.choose(source, option);

		await panel.parameters.getByText(label, { exact: true }).waitFor();
		const url = source === 'imageSource' ? 'Image URL' : 'Video URL';
		expect(await panel.labels()).not.toContain(url);
	});

	it('Motion Video offers the videos of the account', async () => {
		await createTask(browser.stage.emulator, 'order-1042');
		const panel = await openNode({ operation: 'wait' });

		await byTestId(panel.parameters, 'rlc-input').click();

		await browser.page
			.getByText(/^order-1042 · \d+ \w+ \d{4}, \d\d:\d\d · \w+ · …\d{6}$/)
			.waitFor();
	});
});

describe('the credential', () => {
	it('says what to do about a key that Kling does not know', async () => {
		await openEditor().addNode('Start a motion video without waiting');
		const dialog = await CredentialDialog.create(browser.page);
		await dialog.enterToken('wrong-token', browser.stage.emulator.baseUrl);

		await dialog.save();
		await dialog.showDetails();

		const text = await dialog.root.innerText();
		expect(text).toContain('Couldn’t connect with these settings');
		expect(text).toContain('Kling does not know this credential');
		expect(text).toContain('check Region too');
	});

	it('says that a valid key works, when it is saved and whenever it is tested', async () => {
		await openEditor().addNode('Start a motion video without waiting');
		const { emulator } = browser.stage;
		const creation = await CredentialDialog.create(browser.page);
		await creation.enterToken('test-token', emulator.baseUrl);
		await creation.save();
		await creation.root.waitFor({ state: 'hidden' });

		const dialog = await CredentialDialog.edit(browser.page);
		await dialog.root.getByText('Connection tested successfully').waitFor();

		const { queries } = emulator.counts;
		await dialog.retry();
		await pollUntil(() => emulator.counts.queries > queries, 30_000);
	});
});

describe('a step', () => {
	it('outputs the task and a video that plays', async () => {
		const { stage } = browser;
		const panel = await openNode();
		await panel.fill('imageUrl', 'https://example.com/mascot.png');
		await panel.fill('videoUrl', 'https://example.com/dance.mp4');

		await panel.execute();

		await byTestId(panel.output, 'ndv-view-binary-data').waitFor();
		const task = stage.emulator.tasks.at(-1);
		expect(await panel.output.innerText()).toContain(`kling-${task?.id}-0.mp4`);
		await panel.show('json');
		await panel.output.getByText('"task_id"').waitFor();
		expect(await panel.output.innerText()).toContain(`"${task?.id}"`);
		await panel.show('binary');
		await byTestId(panel.output, 'ndv-view-binary-data').click();
		const video = panel.output.locator('video');
		await pollUntil(async () => await isAt(video, 2), 30_000);
		expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(720);
	});

	it('says what is wrong with a URL before anything is sent', async () => {
		const { emulator } = browser.stage;
		const { creates } = emulator.counts;
		const panel = await openNode();
		await panel.fill('imageUrl', 'mascot.png');
		await panel.fill('videoUrl', 'https://example.com/dance.mp4');

		await panel.execute();

		const text = await panel.errorText();
		expect(text).toContain('Image URL must be one URL that starts with http:// or https://');
		expect(text).toContain('Nothing was sent to Kling');
		expect(emulator.counts.creates).toBe(creates);
	});

	it('says why Kling could not make a video', async () => {
		const { emulator } = browser.stage;
		emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		const panel = await openNode();
		await panel.fill('imageUrl', 'https://example.com/mascot.png');
		await panel.fill('videoUrl', 'https://example.com/dance.mp4');

		await panel.execute();

		const text = await panel.errorText();
		expect(text).toContain('Failure to pass the risk control system');
		expect(text).toContain(emulator.tasks.at(-1)?.id);
	});
});
