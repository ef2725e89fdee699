import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../emulator/server.mts';
import type { NewWorkflow } from '../n8n-runtime/client.mts';
import { AUTHORIZATION, REQUEST_BODY } from '../test/support/servers/request.mts';
import type { WorkflowNode } from '../test/support/n8n/workflow.mts';

/**
 * What people build for services without a node of their own: a request, followed by a loop of a
 * wait and a query.
 */
export function loopNodes({ baseUrl }: Emulator, intervalS: number): WorkflowNode[] {
	const url = `${baseUrl}/v1/videos/motion-control`;
	return [
		httpRequest('Create', { method: 'POST', url, sendBody: true, ...jsonBody(REQUEST_BODY) }),
		{
			name: 'Wait',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			parameters: { amount: intervalS },
			webhookId: randomUUID(),
		},
		httpRequest('Query', { url: `=${url}/{{ $('Create').item.json.data.task_id }}` }),
		{
			name: 'If',
			type: 'n8n-nodes-base.if',
			typeVersion: 2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
					combinator: 'and',
					conditions: [
						{
							id: 'ended',
							leftValue: '={{ $json.data.task_status }}',
							rightValue: 'succeed',
							operator: { type: 'string', operation: 'equals' },
						},
					],
				},
			},
		},
	];
}

function httpRequest(name: string, parameters: INodeParameters): WorkflowNode {
	const headerParameters = {
		parameters: [{ name: 'Authorization', value: AUTHORIZATION.Authorization }],
	};
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { sendHeaders: true, headerParameters, ...parameters },
	};
}

function jsonBody(body: object): INodeParameters {
	return { specifyBody: 'json', jsonBody: JSON.stringify(body) };
}

/** Connects the loop back to the Wait node, for as long as the task hasn't ended. */
export function closeLoop({ connections }: NewWorkflow): void {
	connections.If = { main: [[], [{ node: 'Wait', type: 'main', index: 0 }]] };
}
