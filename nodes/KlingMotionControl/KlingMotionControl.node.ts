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

/** Where callbacks reach an execution that waits for them. */
const RESUME_WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: '',
		restartWebhook: true,
		responseMode: 'onReceived',
		// By default, n8n would answer with the name of this setting.
		responseData: '',
	},
];

/** Motion videos from a character image and a reference video. */
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

	/** Everything that differs between the operations is theirs. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			const items = await executeOperation(this);
			addResultHint(this, items);
			return [items];
		} catch (error) {
			return [failAll(this, error)];
		}
	}

	/** One callback for an execution that waits. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume(this);
	}
}
