import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { failAll } from '../common/items';
import { addResultHint, hints } from './hints';
import { executeOperation, operationFields, subtitle } from './operations';
import { searchTasks } from './methods/searchTasks';
import { testCredential } from './methods/testCredential';
import { resume } from './waiting/onCallback/resume';

/** Receives the callbacks for a paused execution. */
const RESUME_WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: '',
		restartWebhook: true,
		responseMode: 'onReceived',
		// Without this, n8n would respond with the name of its default.
		responseData: '',
	},
];

/** Makes motion videos from a character image and a reference video. */
export class KlingMotionControl implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kling Motion Control',
		name: 'klingMotionControl',
		icon: { light: 'file:../../icons/kling.svg', dark: 'file:../../icons/kling.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle,
		description: 'Make the character in an image move like the person in a video',
		defaults: { name: 'Kling Motion Control' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klingMotionControlApi', required: true, testedBy: 'testCredential' }],
		webhooks: RESUME_WEBHOOKS,
		waitingNodeTooltip:
			'Waiting for Kling. n8n has stored the execution and continues it when the video is finished; you can close this window.',
		hints,
		properties: operationFields,
	};

	methods = { listSearch: { searchTasks }, credentialTest: { testCredential } };

	/** Runs the chosen operation. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			const items = await executeOperation(this);
			addResultHint(this, items);
			return [items];
		} catch (error) {
			return [failAll(this, error)];
		}
	}

	/** Receives one callback for a paused execution. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume(this);
	}
}
