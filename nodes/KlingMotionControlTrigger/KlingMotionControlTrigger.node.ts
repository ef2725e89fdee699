import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { checkSettings } from './checkSettings';
import { fields } from './fields';
import { answerCallback } from './callback';
import { toStartedItems } from './execution';

/** Starts a workflow when Kling calls back about a task. */
export class KlingMotionControlTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kling Motion Control Trigger',
		name: 'klingMotionControlTrigger',
		icon: { light: 'file:../../icons/kling.svg', dark: 'file:../../icons/kling.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		// In the node creator, this stands for both nodes of the package.
		description:
			'Turn a character image and a reference video into a motion video, and start a workflow when it is ready',
		defaults: { name: 'Kling Motion Control Trigger' },
		eventTriggerDescription: 'Waiting for Kling to call the test URL',
		triggerPanel: {
			header: 'Start this workflow when a motion video is ready',
			executionsHelp: {
				inactive:
					'<b>To try it out</b>, execute this step, then create a task whose Callback URL is the test URL. n8n listens until Kling has called.<br /><br /><b>For good</b>, create tasks with the production URL, and publish the workflow. Each callback then starts it; see the executions list.',
				active:
					'<b>The workflow is published</b>: each callback to the production URL starts it; see the executions list.<br /><br /><b>To try it out</b>, execute this step, then create a task whose Callback URL is the test URL.',
			},
			activationHint: 'Publish the workflow to have it started by the production URL.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klingMotionControlApi', required: true, testedBy: 'testCredential' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it, n8n answers "firstEntryJson" (n8n facts §3).
				responseData: '',
				path: 'kling',
			},
		],
		properties: fields,
	};

	/** Kling has no list of webhooks: the URL comes with each task. So there is only something to check. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				await checkSettings(this);
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
		},
	};

	/** One callback. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerCallback(this);
	}

	/** The execution that a callback has started begins here. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await toStartedItems(this)];
	}
}
