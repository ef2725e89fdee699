import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	findParameterProblems,
	MAX_PROMPT_LENGTH,
	readExternalTaskId,
	toRequestBody,
	type TaskParameters,
} from '../../../../kling/tasks/requestBody';

const API = 'https://api-singapore.klingai.com';
const parameters: TaskParameters = {
	characterOrientation: 'image',
	mode: 'std',
	prompt: '',
	keepOriginalSound: true,
};
const media = { image: 'https://example.com/a.png', video: 'https://example.com/a.mp4' };

const problemsOf = (change: Partial<TaskParameters>) =>
	findParameterProblems({ ...parameters, ...change }, API);
const bodyOf = (change: Partial<TaskParameters>) => {
	const all = { ...parameters, ...change };
	return toRequestBody(all, media, readExternalTaskId(all) ?? 'derived');
};

describe('findParameterProblems', () => {
	it('accepts valid parameters', () => {
		expect(
			problemsOf({
				characterOrientation: 'video',
				mode: 'pro',
				prompt: 'dance',
				callbackUrl: 'https://n8n.example.com/webhook/1',
				additionalBodyFields: '{"a": 1}',
			}),
		).toEqual([]);
	});

	it.each([
		[
			'an unknown orientation',
			{ characterOrientation: 'left' },
			/^Character Orientation .* "left"$/,
		],
		['no orientation', { characterOrientation: '' }, /^Character Orientation must be/],
		['an unknown mode', { mode: '4k' }, /^Mode must be "std" or "pro", not "4k"$/],
		['no mode', { mode: '' }, /^Mode must be/],
		['too long a prompt', { prompt: 'x'.repeat(2501) }, /^Prompt has 2501 .* allows 2500/],
		['a callback URL that is none', { callbackUrl: 'n8n' }, /^Callback URL must be one URL/],
		[
			'a local callback URL',
			{ callbackUrl: 'http://localhost/x' },
			/^Callback URL .* cannot reach/,
		],
		['an empty callback URL', { callbackUrl: ' ' }, /^Callback URL is empty/],
		['fields that are not JSON', { additionalBodyFields: '{a}' }, /^Additional Body Fields must/],
		['fields that are a list', { additionalBodyFields: '[1]' }, /^Additional Body Fields must/],
		['fields that are a list already', { additionalBodyFields: [1] }, /^Additional Body Fields/],
		['fields that are a number', { additionalBodyFields: 5 }, /^Additional Body Fields must/],
	])('names %s', (_what, change, problem) => {
		expect(problemsOf(change)).toEqual([expect.stringMatching(problem)]);
	});

	it('names every problem at once', () => {
		const change = {
			characterOrientation: '',
			mode: '',
			prompt: 'x'.repeat(3000),
			callbackUrl: 'x',
			additionalBodyFields: 'x',
		};
		expect(problemsOf(change).map((problem) => problem.split(/ (?:must|has)/)[0])).toEqual([
			'Character Orientation',
			'Mode',
			'Prompt',
			'Callback URL',
			'Additional Body Fields',
		]);
	});

	it('counts characters as a person does, not as JavaScript does', () => {
		expect(problemsOf({ prompt: '💃'.repeat(MAX_PROMPT_LENGTH) })).toEqual([]);
	});

	it.each([[{}], ['{}'], [''], [undefined], [null]])(
		'accepts %p as Additional Body Fields',
		(additionalBodyFields) => expect(problemsOf({ additionalBodyFields })).toEqual([]),
	);
});

describe('toRequestBody', () => {
	it('sends what Kling requires, and nothing that the user did not ask for', () => {
		expect(bodyOf({})).toEqual({
			image_url: 'https://example.com/a.png',
			video_url: 'https://example.com/a.mp4',
			character_orientation: 'image',
			mode: 'std',
			keep_original_sound: 'yes',
			external_task_id: 'derived',
		});
	});

	it('sends everything that the user asked for, in the form that Kling documents', () => {
		const all: TaskParameters = {
			characterOrientation: 'video',
			mode: 'pro',
			prompt: 'dance',
			keepOriginalSound: false,
			model: 'kling-v3',
			watermark: true,
			callbackUrl: ' https://n8n.example.com/webhook/1 ',
			externalTaskId: ' mine ',
			additionalBodyFields: { element_list: [{ element_id: 7 }] },
		};
		expect(bodyOf(all)).toEqual({
			image_url: 'https://example.com/a.png',
			video_url: 'https://example.com/a.mp4',
			character_orientation: 'video',
			mode: 'pro',
			prompt: 'dance',
			keep_original_sound: 'no',
			model_name: 'kling-v3',
			watermark_info: { enabled: true },
			callback_url: 'https://n8n.example.com/webhook/1',
			element_list: [{ element_id: 7 }],
			external_task_id: 'mine',
		});
	});

	it.each([
		['a prompt of white space', { prompt: ' \n' }, 'prompt'],
		['an empty model', { model: '' }, 'model_name'],
		['a watermark that is off', { watermark: false }, 'watermark_info'],
		['an empty callback URL', { callbackUrl: '' }, 'callback_url'],
	])('leaves out %s', (_what, change, field) => {
		expect(bodyOf(change)).not.toHaveProperty(field);
	});

	it('does not change a prompt', () => {
		expect(bodyOf({ prompt: ' a\nb ' }).prompt).toBe(' a\nb ');
	});

	it('reads Additional Body Fields from JSON text', () => {
		expect(bodyOf({ additionalBodyFields: '{"seed": 7}' })).toHaveProperty('seed', 7);
	});

	it('keeps all digits of long ids in that text', () => {
		const body = bodyOf({ additionalBodyFields: '{"element_id": 831234567890123457}' });
		expect(body).toHaveProperty('element_id', 831234567890123457n);
	});

	it('lets Additional Body Fields override everything else', () => {
		const body = bodyOf({ additionalBodyFields: { mode: 'ultra', prompt: 'other' } });
		expect(body).toMatchObject({ mode: 'ultra', prompt: 'other' });
	});

	it.each([
		['the additional one', { external_task_id: 'additional' }, 'mine', 'additional'],
		['the additional one as a number', { external_task_id: 42 }, 'mine', '42'],
		['the user’s', {}, 'mine', 'mine'],
		['the user’s, where the additional one is empty', { external_task_id: '' }, 'mine', 'mine'],
		['the user’s, where the additional one is null', { external_task_id: null }, 'mine', 'mine'],
		['the derived one', {}, ' ', 'derived'],
		['the derived one', {}, undefined, 'derived'],
	])('takes %s as external task id', (_which, additionalBodyFields, externalTaskId, expected) => {
		expect(bodyOf({ additionalBodyFields, externalTaskId }).external_task_id).toBe(expected);
	});

	it('always has an external task id, whatever the additional one is', () => {
		fc.assert(
			fc.property(fc.anything(), (id) => {
				const body = bodyOf({ additionalBodyFields: { external_task_id: id } });
				expect(body.external_task_id).toMatch(/\S/);
			}),
		);
	});
});
