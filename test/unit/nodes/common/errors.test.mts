import { describe, expect, it } from '@jest/globals';
import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { inputError, KlingError } from '../../../../kling/errors';
import { toErrorItem, toNodeError, type CreatedTask } from '../../../../nodes/common/errors';

const node = { id: '1', name: 'Kling', type: 'kling', typeVersion: 1, position: [0, 0] } as INode;
node.parameters = {};
const context = { getNode: () => node };

const refused = new KlingError('The account is in arrears: pay', {
	kind: 'refused',
	advice: 'Recharge the account.',
	httpStatus: 429,
	code: 1101,
	requestId: 'req-1',
	taskId: 'task-9',
	externalTaskId: 'mine',
});
const wrongInput = new KlingError('Mode is wrong', { kind: 'input', advice: 'Correct it.' });
const created: CreatedTask[] = [
	{ itemIndex: 0, taskId: '831234567890123457' },
	{ itemIndex: 2, taskId: 'task-3' },
];

describe('the error that n8n shows', () => {
	it('says what happened, at which item, with the HTTP status', () => {
		const error = toNodeError(context, refused, 3);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'The account is in arrears: pay',
			httpCode: '429',
			context: { itemIndex: 3 },
			node,
		});
	});

	it('shows what a host sends as text, not as HTML', () => {
		const details = { kind: 'refused', advice: '', requestId: '<b>1</b>', taskId: '<i>' } as const;
		expect(toNodeError(context, new KlingError('No', details))).toHaveProperty(
			'description',
			'Task ID: &lt;i&gt;. (Kling request ID &lt;b&gt;1&lt;/b&gt;)',
		);
	});

	it('names a task whose ID happens to be a part of the message', () => {
		const { message, advice } = refused;
		const error = new KlingError(message, { kind: 'refused', advice, externalTaskId: 'pay' });
		expect(toNodeError(context, error)).toHaveProperty(
			'description',
			'Recharge the account. External task ID: pay.',
		);
	});

	it('says what to do, then names task, status, code and request', () => {
		expect(toNodeError(context, refused, 3)).toHaveProperty(
			'description',
			'Recharge the account. Task ID: task-9. (HTTP status 429, Kling code 1101, Kling request ID req-1)',
		);
	});

	it('lists several corrections in the description, where n8n renders HTML', () => {
		const error = inputError(
			['Mode must be "std", not "<b>"', 'Prompt is too long'],
			'Correct them.',
		);
		expect(toNodeError(context, error)).toMatchObject({
			message: '2 inputs need a correction',
			description:
				'<ul><li>Mode must be "std", not "&lt;b&gt;"</li><li>Prompt is too long</li></ul> Correct them.',
		});
	});

	it('says everything in the message of a tool, because a model sees nothing else', () => {
		const tool = { getNode: () => ({ ...node, type: 'klingTool' }) };
		expect(toNodeError(tool, wrongInput)).toHaveProperty('message', 'Mode is wrong. Correct it.');
	});

	it('names the external id where there is no task id', () => {
		const error = new KlingError('no', {
			kind: 'network',
			advice: 'Wait.',
			externalTaskId: 'mine',
		});
		expect(toNodeError(context, error)).toHaveProperty(
			'description',
			'Wait. External task ID: mine.',
		);
	});

	it.each([
		['an error of Kling’s', refused],
		['an error of the input', wrongInput],
		['an error of others', new Error('disk full')],
		['something else', 'thrown text'],
	])('names all tasks that were created, after %s', (_what, error) => {
		expect(toNodeError(context, error, 1, created)).toHaveProperty(
			'description',
			expect.stringMatching(/item 0: 831234567890123457, item 2: task-3\.$/),
		);
	});

	it('does not name its own task twice', () => {
		const own = { itemIndex: 1, taskId: 'task-9' };
		const { description } = toNodeError(context, refused, 1, [own]) as NodeApiError;
		expect(description?.match(/task-9/g)).toHaveLength(1);
	});

	it('has no HTTP status without a response of Kling’s', () => {
		const error = new KlingError('No answer', { kind: 'network', advice: 'Wait.' });
		expect(toNodeError(context, error)).toHaveProperty('httpCode', null);
	});

	it('of the input is not an error of the API', () => {
		const error = toNodeError(context, wrongInput, 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'Mode is wrong',
			description: 'Correct it.',
			context: { itemIndex: 3 },
		});
	});

	it('keeps its message when it is a foreign error', () => {
		const error = toNodeError(context, new Error('disk full'), 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'disk full', context: { itemIndex: 3 } });
	});

	it('is unchanged when it is already an error of n8n’s', () => {
		const error = new NodeOperationError(node, 'known');
		expect(toNodeError(context, error)).toBe(error);
	});
});

describe('the error item', () => {
	it('has only the keys by which every n8n recognizes an error', () => {
		expect(toErrorItem(refused, 3)).toEqual({
			json: {
				error: 'The account is in arrears: pay',
				message: {
					advice: 'Recharge the account.',
					kind: 'refused',
					http_status: 429,
					code: 1101,
					request_id: 'req-1',
					task_id: 'task-9',
					external_task_id: 'mine',
				},
			},
			pairedItem: { item: 3 },
		});
	});

	it('leaves out what is not known', () => {
		expect(toErrorItem(wrongInput, 0).json.message).toStrictEqual({
			advice: wrongInput.advice,
			kind: 'input',
		});
	});

	it.each([
		['an error of others', new Error('disk full'), 'disk full'],
		['something else', 'thrown text', 'thrown text'],
	])('of %s is its message', (_what, error, message) => {
		expect(toErrorItem(error, 1)).toEqual({ json: { error: message }, pairedItem: { item: 1 } });
	});
});
