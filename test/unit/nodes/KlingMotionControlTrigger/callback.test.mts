import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { answerCallback } from '../../../../nodes/KlingMotionControlTrigger/callback';

const PARAMETERS: IDataObject = { triggerOn: ['succeed'], verifyWithApi: false };
const BODY = { task_id: '831234567890123457', task_status: 'succeed', task_result: { videos: [] } };
const CREDENTIAL = {
	authentication: 'apiToken',
	apiToken: 'token',
	region: 'custom',
	baseUrl: 'https://api.example.com',
};

/** n8n's response to a callback, which a test finishes. */
class Response extends EventEmitter {
	statusCode = 200;
	headersSent = false;

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	json(): void {
		this.finish(this.statusCode);
	}

	finish(code: number): void {
		this.statusCode = code;
		this.emit('finish');
	}
}

/** What a published trigger answers to one callback about {@link BODY}. */
async function receive(workflowId: string) {
	const response = new Response();
	const staticData: IDataObject = {};
	const node = { id: '1', name: 'Trigger', credentials: {}, parameters: {} };
	const context = {
		getMode: () => 'webhook',
		getNode: () => node,
		getWorkflow: () => ({ id: workflowId }),
		getWorkflowStaticData: () => staticData,
		getNodeParameter: (name: string, fallback: unknown) => PARAMETERS[name] ?? fallback,
		getCredentials: () => Promise.resolve(CREDENTIAL),
		getRequestObject: () => ({ rawBody: Buffer.from(JSON.stringify(BODY)) }),
		getHeaderData: () => ({}),
		getResponseObject: () => response,
		evaluateExpression: () => undefined,
		logger: { warn: () => {} },
	};
	const { workflowData } = await answerCallback(context as unknown as IWebhookFunctions);
	return { response, starts: workflowData !== undefined, staticData };
}

describe('a callback', () => {
	it('is not acknowledged while n8n is storing the execution of another copy', async () => {
		await receive('is being stored');

		const copy = await receive('is being stored');

		expect([copy.starts, copy.response.statusCode]).toEqual([false, 503]);
	});

	it('is a duplicate once n8n has stored the execution', async () => {
		const first = await receive('stored');
		first.response.finish(200);

		const copy = await receive('stored');

		expect([copy.starts, copy.response.statusCode]).toEqual([false, 200]);
	});

	it('starts the workflow when n8n could not store the execution of an earlier copy', async () => {
		const first = await receive('not stored');
		first.response.finish(500);

		const copy = await receive('not stored');

		expect([first.starts, copy.starts]).toEqual([true, true]);
	});

	it('is stored with the workflow as the one that has started', async () => {
		const { staticData } = await receive('saved');

		expect(staticData.latest).toBe(`${BODY.task_id} succeed`);
	});
});
