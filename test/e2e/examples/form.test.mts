import { beforeAll, expect, it } from '@jest/globals';
import type { Workflow } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../../support/pollUntil.mts';
import { hashOf, readMedia, useExamples } from '../../support/n8n/useExamples.mts';

const ANSWERED_WITHIN_MS = 60_000;

const examples = useExamples();
let form: Workflow;

beforeAll(async () => {
	form = await examples.importExample('form-your-photo-dances.json');
	await examples.stage.client.activate(form);
});

/** Sends the form and waits as a browser does; returns the last page. */
async function send(photo: Buffer): Promise<string> {
	const { origin } = examples.stage.n8n;
	const { webhookId } = form.nodes.find(({ name }) => name === 'Form')!;
	const body = new FormData();
	// The form names its fields by their position.
	body.set('field-0', new Blob([new Uint8Array(photo)], { type: 'image/png' }), 'photo.png');
	body.set('field-1', 'On a sunny beach');
	const response = await fetch(`${origin}/form/${webhookId}`, { method: 'POST', body });
	const { formWaitingUrl } = (await response.json()) as { formWaitingUrl: string };
	const page = new URL(formWaitingUrl);
	const status = new URL(page);
	status.pathname += '/n8n-execution-status';
	await pollUntil(async () => {
		return ['form-waiting', 'success'].includes(await (await fetch(status)).text());
	}, ANSWERED_WITHIN_MS);
	return await (await fetch(page)).text();
}

it('makes the photo dance, and redirects to the video', async () => {
	const page = await send(readMedia('character.png'));

	const task = examples.stage.emulator.tasks.at(-1);
	expect(task?.image?.sha256).toBe(hashOf(readMedia('character.png')));
	expect(task?.body.prompt).toBe('On a sunny beach');
	expect(page).toContain(new URL(task?.videos[0]?.url ?? '').pathname);
});

it('says what is wrong with the photo, and that nothing was paid for', async () => {
	const { creates } = examples.stage.emulator.counts;

	const page = await send(Buffer.from('This is no picture'));

	expect(page).toContain('No video this time');
	expect(page).toContain('plain text → Kling takes PNG and JPEG images');
	expect(page).toContain('Nothing was sent to Kling');
	expect(examples.stage.emulator.counts.creates).toBe(creates);
});
