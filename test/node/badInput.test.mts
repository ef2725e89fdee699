import { describe, expect, it } from '@jest/globals';
import { storedFile } from '../support/engine/binaryFiles.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator();

/** Given as expressions, because n8n itself checks what is typed in. */
const given = (value: unknown) => `={{ ${JSON.stringify(value) ?? 'undefined'} }}`;

describe('a wrong field', () => {
	it.each<[string, string, unknown, string]>([
		['Image URL, missing', 'imageUrl', undefined, 'Image URL is empty'],
		['Image URL, white space', 'imageUrl', ' \n', 'Image URL is empty'],
		['Image URL, a path', 'imageUrl', 'a.png', 'Image URL must be one URL'],
		['Image URL, another scheme', 'imageUrl', 'ftp://a/b.png', 'Image URL must be one URL'],
		['Image URL, two', 'imageUrl', 'http://a.b/1 http://a.b/2', 'holds several addresses'],
		['Image URL, a list', 'imageUrl', ['http://a.b/1'], 'Image URL must be one URL'],
		['Video URL, missing', 'videoUrl', undefined, 'Video URL is empty'],
		['Video URL, not a URL', 'videoUrl', 'dance.mp4', 'Video URL must be one URL'],
		['Video URL, Base64', 'videoUrl', 'AAAA'.repeat(1000), 'Video URL holds Base64 text'],
		['Video URL, an object', 'videoUrl', { url: 'http://a.b/1' }, 'Video URL must be one URL'],
		['Orientation, unknown', 'characterOrientation', 'left', 'Character Orientation must be'],
		['Orientation, missing', 'characterOrientation', undefined, 'Character Orientation must be'],
		['Mode, unknown', 'videoMode', '4k', 'Mode must be "std" or "pro", not "4k"'],
		['Mode, a list', 'videoMode', ['std'], 'Mode must be "std" or "pro"'],
		['Prompt, too long', 'prompt', 'x'.repeat(2501), 'Prompt has 2501 characters'],
		['Prompt, an object', 'prompt', { text: 'a' }, 'Prompt must be text, not an object'],
		['Sound, a word', 'keepOriginalSound', 'loud', 'Keep Original Sound must be true or false'],
	])('%s', async (_name, field, value, expected) => {
		const message = await kling.refusal({ ...creation, [field]: given(value) });
		expect(message).toContain(expected);
		expect(message.length).toBeLessThan(250);
	});

	it.each<[string, string, unknown, string]>([
		['Callback URL', 'callbackUrl', 'n8n', 'Callback URL must be one URL'],
		['Callback URL, a list', 'callbackUrl', [], 'Callback URL must be one URL'],
		['Watermark', 'watermark', 'big', 'Watermark must be true or false, not "big"'],
		['External Task ID', 'externalTaskId', ['a'], 'External Task ID must be text, not a list'],
		['Additional Body Fields, broken', 'additionalBodyFields', '{', 'Additional Body Fields must'],
		['Additional Body Fields, a list', 'additionalBodyFields', '[]', 'Additional Body Fields must'],
	])('%s', async (_name, field, value, expected) => {
		const options = { [field]: given(value) };
		expect(await kling.refusal({ ...creation, options })).toContain(expected);
	});

	it.each<[string, string, unknown, string]>([
		['Time Limit, text', 'timeLimit', 'soon', 'Time Limit must be a number above 0, not "soon"'],
		['Time Limit, zero', 'timeLimit', 0, 'Time Limit must be a number above 0'],
		['Time Limit, negative', 'timeLimit', -5, 'Time Limit must be a number above 0'],
		['Polling Interval, text', 'pollingInterval', 'often', 'Polling Interval must be a number'],
		['Polling Interval, null', 'pollingInterval', null, 'Polling Interval must be a number'],
		['Polling Interval, negative', 'pollingInterval', -1, 'Polling Interval must be a number'],
		['On Failed Task', 'onFailedTask', 'ignore', 'On Failed Task must be "error" or "output"'],
		['On Time Limit', 'onTimeLimit', 'ignore', 'On Time Limit must be "error" or "output"'],
	])('%s', async (_name, field, value, expected) => {
		const options = { [field]: given(value) };
		expect(await kling.refusal({ ...creationAndWait, options })).toContain(expected);
	});

	it.each<[string, unknown, string]>([
		['Motion Video, missing', undefined, 'Motion Video names no video'],
		['Motion Video, white space', '  ', 'Motion Video names no video'],
		['Motion Video, an object', { id: 'a' }, 'Motion Video names no video'],
	])('%s', async (_name, value, expected) => {
		for (const operation of ['get', 'wait']) {
			expect(await kling.refusal({ operation, taskId: given(value) })).toContain(expected);
		}
	});
});

describe('a task ID that is a number', () => {
	it('is refused when it is too long, because its last digits are lost', async () => {
		const taskId = '={{ 819463427195047936 }}';
		const message = await kling.refusal({ operation: 'get', taskId });
		expect(message).toContain('came as a number, which cannot hold all of its digits');
	});

	it('is accepted when all of its digits are there', async () => {
		await kling.createTask('1042');
		const { items } = await kling.run({ operation: 'get', taskId: '={{ 1042 }}' });
		expect(items[0]?.json.external_task_id).toBe('1042');
	});
});

describe('several problems', () => {
	it('are all named in one error, whose title is one line', async () => {
		const parameters = {
			...creationAndWait,
			imageSource: 'base64',
			imageBase64: given('***'),
			videoUrl: given('dance'),
			characterOrientation: given('left'),
			videoMode: given('4k'),
			prompt: given('x'.repeat(2501)),
			options: {
				callbackUrl: 'n8n',
				additionalBodyFields: '[]',
				externalTaskId: given([]),
				timeLimit: -1,
			},
		};
		const { error } = await kling.run(parameters);
		const fields = ['Image Base64', 'Video URL', 'Character Orientation', 'Mode', 'Prompt'];
		const others = ['Callback URL', 'Additional Body Fields', 'External Task ID', 'Time Limit'];
		expect(error?.message).toBe('9 inputs need a correction');
		expect(kling.emulator.requests).toEqual([]);
		const list = error?.description ?? '';
		for (const field of [...fields, ...others]) expect(list).toContain(`<li>${field}`);
	});
});

describe('an address that Kling cannot reach from the Internet', () => {
	const credential = { authentication: 'apiToken', apiToken: 'token', region: 'global' };

	it.each([
		['imageUrl', 'Image URL'],
		['videoUrl', 'Video URL'],
	])('is refused as %s', async (field, label) => {
		const publicUrl = 'https://example.com/file';
		const parameters = { ...creation, imageUrl: publicUrl, videoUrl: publicUrl };
		const { error } = await kling.run(
			{ ...parameters, [field]: 'http://192.168.0.7/file' },
			{ credential },
		);
		expect(error?.message).toContain(`${label} is an address that Kling cannot reach`);
	});

	it('is refused as the address from which n8n serves the video', async () => {
		const parameters = {
			...creation,
			imageUrl: 'https://example.com/a',
			videoSource: 'binaryFile',
		};
		const items = [{ json: {}, binary: { video: await storedFile('reference.mp4') } }];
		const { error } = await kling.run(parameters, { credential, items });
		expect(error?.message).toContain('Kling cannot fetch the video from n8n');
		expect(error?.description).toContain('Set N8N_WEBHOOK_URL');
	});
});
