import { describe, expect, it } from '@jest/globals';
import { useBrowser } from '../support/browser/useBrowser.mts';
import { Editor } from '../support/browser/editor.mts';
import { byTestId } from '../support/browser/locators.mts';
import type { NodePanel } from '../support/browser/panel.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { chain, kling, manualTrigger } from '../support/n8n/workflow.mts';

const browser = useBrowser({ emulator: { checkMedia: false, hold: true } });

/** Opens a node that waits by polling, and changes it to On Callback. */
async function openNode(operation: string): Promise<NodePanel> {
	const { stage, page } = browser;
	const node = kling(stage.credential, {
		operation,
		imageUrl: 'https://example.com/mascot.png',
		videoUrl: 'https://example.com/dance.mp4',
		options: { timeLimit: 30, pollingInterval: 5, onFailedTask: 'output' },
	});
	const { id } = await stage.client.createWorkflow(chain(manualTrigger(), node));
	const panel = await new Editor(page, stage.n8n.origin).openNode(id);
	await panel.choose('resume', 'On Callback');
	return panel;
}

describe('Resume: On Callback', () => {
	it('leaves only the options that apply to it', async () => {
		const panel = await openNode('createAndWait');

		await panel.parameters.getByText('a node cannot stop it with an error').waitFor();
		const labels = await panel.labels();
		expect(labels).toContain('Time Limit (Minutes)');
		expect(labels).not.toContain('Polling Interval (Seconds)');
		expect(labels).not.toContain('On Failed Task');
	});

	it('says for Wait which tasks lead to a callback', async () => {
		const panel = await openNode('wait');

		await panel.parameters.getByText('{{ $execution.resumeUrl }}').waitFor();
	});

	it('says that the node waits, and continues by itself when Kling notifies it', async () => {
		const { stage } = browser;
		const panel = await openNode('createAndWait');

		await panel.execute();

		await panel.output.getByText('Waiting for Kling').waitFor();
		const task = stage.emulator.tasks.at(-1);
		stage.emulator.finish(task?.id ?? '');
		await pollUntil(async () => (await panel.output.innerText()).includes(`${task?.id}`), 60_000);
		await byTestId(panel.output, 'radio-button-json').waitFor();
	});
});
