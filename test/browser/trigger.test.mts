import { describe, expect, it } from '@jest/globals';
import { useBrowser } from '../support/browser/useBrowser.mts';
import { Editor } from '../support/browser/editor.mts';
import { byTestId } from '../support/browser/locators.mts';
import type { NodePanel } from '../support/browser/panel.mts';
import { TriggerWorkflow } from '../support/n8n/trigger.mts';
import { createTask } from '../support/n8n/triggerTasks.mts';

const browser = useBrowser({ emulator: { checkMedia: false } });

/** Opens the trigger of a new workflow. */
async function openTrigger(): Promise<{ trigger: TriggerWorkflow; panel: NodePanel }> {
	const { page, stage } = browser;
	const trigger = await TriggerWorkflow.create(stage);
	const panel = await new Editor(page, stage.n8n.origin).openNode(trigger.workflow.id);
	return { trigger, panel };
}

describe('the panel of the trigger', () => {
	it('says in three steps what to do with the URL above', async () => {
		const { page } = browser;
		const { trigger, panel } = await openTrigger();

		await page.getByText('Webhook URLs', { exact: true }).first().click();
		await byTestId(page, 'radio-button-production').click();

		await page.getByText(trigger.url).waitFor();
		expect(await panel.parameters.getByRole('listitem').allInnerTexts()).toEqual([
			'Copy the production URL from Webhook URLs above.',
			'Paste it into Callback URL of the node that starts the videos, under Options.',
			'Publish this workflow.',
		]);
	});

	it('says under the node on the canvas what starts the workflow', async () => {
		const { page, stage } = browser;
		const { workflow } = await TriggerWorkflow.create(stage);
		await new Editor(page, stage.n8n.origin).show(workflow.id);

		await page.getByText('Video Ready, Video Failed').waitFor();
	});

	it('shows few fields', async () => {
		const { panel } = await openTrigger();

		expect(await panel.labels()).toEqual([
			'Trigger On',
			'Verify With Kling API',
			'Verify Signature',
			'Simplify',
			'Download Video',
		]);
	});

	it('explains how to try it out', async () => {
		const { page } = browser;
		await openTrigger();

		await page.getByText('When will this node trigger my flow?').click();

		await page.getByText('execute this step, then start a video').waitFor();
	});
});

describe('a test of the trigger', () => {
	it('outputs the task about which Kling has called the test URL', async () => {
		const { page, stage } = browser;
		const { trigger, panel } = await openTrigger();
		await panel.execute();
		await page.getByText('Listening for test event').first().waitFor();
		const task = await createTask(stage.emulator, { callback_url: trigger.testUrl });

		stage.emulator.finish(task.id);

		await panel.output.getByText(task.id).first().waitFor();
		await panel.show('json');
		await panel.output.getByText('"task_status"').waitFor();
		const text = await panel.output.innerText();
		expect(text).toContain('"succeed"');
		expect(text).toContain(`"${task.id}"`);
		await panel.show('table');
	});
});
