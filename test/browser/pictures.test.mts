import { describe, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { CredentialDialog } from '../support/browser/credential.mts';
import { Editor } from '../support/browser/editor.mts';
import { byTestId } from '../support/browser/locators.mts';
import type { NodePanel } from '../support/browser/panel.mts';
import { boxOf, Recorder, takePicture, takePictureNow } from '../support/browser/pictures.mts';
import { useBrowser } from '../support/browser/useBrowser.mts';
import { TriggerWorkflow } from '../support/n8n/trigger.mts';
import { chain, kling, manualTrigger } from '../support/n8n/workflow.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { createTask } from '../support/servers/createTask.mts';

/**
 * The pictures of the documentation. `UPDATE_PICTURES=1 npx jest test/browser/pictures` replaces them;
 * otherwise, these tests show that they can still be taken.
 */
const browser = useBrowser({ emulator: { checkMedia: false, jobDurationMs: 3000 } });
const openEditor = () => new Editor(browser.page, browser.stage.n8n.origin);

const CREATION = 'Create a motion video and wait for it';
const IMAGE = 'https://shop.example.com/mascot.png';
const VIDEO = 'https://shop.example.com/dance.mp4';
const TALL = { width: 1400, height: 1700 };
/** Pictures of the five-second clip, four per second. */
const DANCE_STEPS = 20;

async function openNode(parameters: INodeParameters = {}): Promise<NodePanel> {
	const node = kling(browser.stage.credential, {
		operation: 'createAndWait',
		imageUrl: IMAGE,
		videoUrl: VIDEO,
		options: { pollingInterval: 1 },
		...parameters,
	});
	const { id } = await browser.stage.client.createWorkflow(chain(manualTrigger(), node));
	return await openEditor().openNode(id);
}

describe('pictures of the documentation', () => {
	it('the node and its actions', async () => {
		const editor = openEditor();
		await editor.startWorkflow();
		await editor.showActions();

		await takePicture(
			browser.page,
			'actions',
			await boxOf(byTestId(browser.page, 'node-creator'), 560),
		);
	});

	it('the fields', async () => {
		const panel = await openEditor().addNode(CREATION);
		await browser.page.setViewportSize(TALL);

		await takePicture(browser.page, 'fields', await panel.parametersBox());
	});

	it('the list of videos', async () => {
		const { emulator } = browser.stage;
		emulator.reset();
		for (const name of ['mascot-1', 'mascot-2', undefined]) await createTask(emulator, name);
		emulator.finish(emulator.tasks[0]?.id ?? '');
		emulator.finish(emulator.tasks[1]?.id ?? '', { fails: 'Image pixel is invalid' });
		const panel = await openNode({ operation: 'wait' });
		await byTestId(panel.parameters, 'rlc-input').click();
		await browser.page.getByText(/^mascot-2 · /).waitFor();

		await takePicture(browser.page, 'video-list', await boxOf(panel.parameters, 420));
	});

	it.each([
		['credential-wrong-key', 'wrong-token', 'Couldn’t connect with these settings'],
		['credential-good-key', 'test-token', 'Connection tested successfully'],
	])('%s', async (name, token, message) => {
		await openEditor().addNode(CREATION);
		const dialog = await CredentialDialog.create(browser.page);
		await dialog.enterToken(token, browser.stage.emulator.baseUrl);
		await dialog.save();
		if (name === 'credential-good-key') {
			await dialog.root.waitFor({ state: 'hidden' });
			await CredentialDialog.edit(browser.page);
		}
		await dialog.root.getByText(message).waitFor();
		if (name === 'credential-wrong-key') await dialog.showDetails();

		await takePicture(browser.page, name, dialog.root);
	});

	it('what the node says while it runs', async () => {
		const panel = await openNode();
		browser.stage.emulator.nextTask({ hold: true });
		await panel.execute();
		await panel.output.getByText('one to ten minutes').waitFor();

		await takePictureNow(browser.page, 'running', await boxOf(panel.output, 560));
	});

	it('the output', async () => {
		const panel = await openNode();
		await panel.execute();
		await byTestId(panel.output, 'ndv-view-binary-data').waitFor();
		await panel.show('json');
		await panel.output.getByText('"task_id"').waitFor();

		await takePicture(browser.page, 'output-json', panel.output);
	});

	it.each([
		['error-url', { imageUrl: 'mascot.png', videoUrl: 'dance' }],
		['error-failed-task', {}],
	])('%s', async (name, parameters) => {
		if (name === 'error-failed-task') {
			browser.stage.emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		}
		const panel = await openNode(parameters);
		await panel.execute();
		await panel.errorText();

		await takePicture(browser.page, name, await boxOf(panel.output, 320));
	});

	it('a node that waits for Kling', async () => {
		browser.stage.emulator.nextTask({ hold: true });
		const panel = await openNode();
		await panel.choose('resume', 'On Callback');
		await panel.execute();
		await panel.output.getByText('Waiting for Kling').waitFor();

		await takePictureNow(browser.page, 'waiting-on-callback', await boxOf(panel.output, 480));
	});

	it('the trigger', async () => {
		const { page, stage } = browser;
		const trigger = await TriggerWorkflow.create(stage);
		const panel = await new Editor(page, stage.n8n.origin).openNode(trigger.workflow.id);
		await page.setViewportSize({ width: 1400, height: 1100 });
		await page.getByText('Webhook URLs', { exact: true }).first().click();
		await byTestId(page, 'radio-button-production').click();
		await page.getByText(trigger.url).waitFor();

		await takePicture(page, 'trigger-panel', await panel.parametersBox());
	});
});

it('the moving picture, from the search to the dancing fox', async () => {
	const { page, stage } = browser;
	const editor = openEditor();
	await editor.startWorkflow();
	const recorder = await Recorder.start(page);
	await recorder.show(1);

	await editor.openNodeCreator();
	await recorder.show(0.6);
	await editor.search('kling');
	await recorder.show(1);
	await editor.chooseNode();
	await recorder.show(1.4);

	await editor.offer(CREATION).click();
	const panel = await editor.openedPanel();
	await recorder.show(1.4);
	await recorder.type(panel.field('imageUrl').locator('input'), IMAGE);
	await recorder.type(panel.field('videoUrl').locator('input'), VIDEO);

	stage.emulator.reset();
	stage.emulator.nextTask({ hold: true });
	await panel.execute();
	await panel.output.getByText('one to ten minutes').waitFor();
	await recorder.show(2);
	await pollUntil(() => stage.emulator.tasks.length > 0);
	stage.emulator.finish(stage.emulator.tasks[0]?.id ?? '');
	await byTestId(panel.output, 'ndv-view-binary-data').click();
	const video = panel.output.locator('video');
	await video.evaluate(loadWhole);
	for (let step = 0; step < DANCE_STEPS; step++) {
		await video.evaluate(seek, step / 4);
		await recorder.show(0.25);
	}

	await recorder.finish('tour', 1000);
});

/** Puts the whole video into the browser: n8n's file can't be read from its middle, which a jump needs. */
async function loadWhole(element: SVGElement | HTMLElement): Promise<void> {
	const video = element as HTMLVideoElement;
	const file = await (await fetch(video.currentSrc)).blob();
	await new Promise((resolve) => {
		video.addEventListener('loadeddata', resolve, { once: true });
		video.src = URL.createObjectURL(file);
	});
}

/** Shows the video at a point in time. */
async function seek(element: SVGElement | HTMLElement, second: number): Promise<void> {
	const video = element as HTMLVideoElement;
	video.pause();
	await new Promise((resolve) => {
		video.addEventListener('seeked', resolve, { once: true });
		video.currentTime = second;
	});
}
