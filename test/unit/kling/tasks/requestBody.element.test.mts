import { describe, expect, it } from '@jest/globals';
import { toJson } from '../../../../kling/json';
import {
	findParameterProblems,
	readExternalTaskId,
	toRequestBody,
	type TaskParameters,
} from '../../../../kling/tasks/requestBody';

const ID = '850100200300400501';
const parameters: TaskParameters = {
	characterOrientation: 'video',
	mode: 'std',
	prompt: '',
	keepOriginalSound: true,
	model: 'kling-v3',
};
const media = { image: 'https://example.com/a.png', video: 'https://example.com/a.mp4' };
const sent = (change: Partial<TaskParameters>) =>
	String(toJson(toRequestBody({ ...parameters, ...change }, media, externalIdOf(change))));
const externalIdOf = (change: Partial<TaskParameters>) =>
	readExternalTaskId({ ...parameters, ...change }) ?? 'derived';
const problemsOf = (change: Partial<TaskParameters>) =>
	findParameterProblems({ ...parameters, ...change }, 'https://api-singapore.klingai.com');

describe('an element', () => {
	it('is sent as a number with all of its digits', () => {
		expect(sent({ elementId: ` ${ID} ` })).toContain(`"element_list":[{"element_id":${ID}}]`);
	});

	it.each([undefined, '', ' '])('is not sent when its id is %p', (elementId) => {
		expect(sent({ elementId })).not.toContain('element_list');
	});

	it('is fine with the model Kling V3', () => {
		expect(problemsOf({ elementId: ID })).toEqual([]);
	});

	it.each([['kling-v2-6'], [undefined]])('is refused with the model %p', (model) => {
		expect(problemsOf({ elementId: ID, model })).toEqual([
			'Element ID needs the model Kling V3: choose it in Model',
		]);
	});

	it.each(['robot', '1.5', '-1', '8.501002003004005e17'])(
		'is refused with the id %s',
		(elementId) => {
			expect(problemsOf({ elementId })).toEqual([
				`Element ID must be the digits that Kling shows, not "${elementId}"`,
			]);
		},
	);
});

describe('a number of 18 digits in Additional Body Fields', () => {
	it('is sent as it is', () => {
		const additionalBodyFields = `{"element_list":[{"element_id":${ID}}]}`;
		expect(sent({ additionalBodyFields })).toContain(`"element_id":${ID}}`);
	});

	it('may be the external task id', () => {
		expect(sent({ additionalBodyFields: `{"external_task_id":${ID}}` })).toContain(
			`"external_task_id":"${ID}"`,
		);
	});
});
