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
import { noteActivation } from '../common/startUp';
import { subtitleOf } from '../common/triggerFields';
import { fields, TRIGGER_ON } from './fields';
import { answerCallback } from './callback';
import { toStartedItems } from './execution';

/** Starts a workflow when Kling notifies it about a video. */
export class KlingMotionControlTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kling Motion Control Trigger',
		name: 'klingMotionControlTrigger',
		icon: { light: 'file:../../icons/kling.svg', dark: 'file:../../icons/kling.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: subtitleOf(TRIGGER_ON),
		// The node creator shows this description for the whole package.
		description:
			'Make the character in an image move like the person in a video, and start a workflow when the video is ready',
		defaults: { name: 'Kling Motion Control Trigger' },
		eventTriggerDescription: 'Waiting for Kling to call the test URL',
		triggerPanel: {
			header: 'Start this workflow when a motion video is ready',
			executionsHelp: {
				inactive:
					'<b>To try it out</b>, execute this step, then start a video whose Callback URL is the test URL. n8n listens until Kling has notified it.<br /><br /><b>In production</b>, start videos with the production URL, and publish the workflow. Each callback then starts it; see the executions list.',
				active:
					'<b>The workflow is published</b>: each callback to the production URL starts it; see the executions list.<br /><br /><b>To try it out</b>, execute this step, then start a video whose Callback URL is the test URL.',
			},
			activationHint: 'Publish the workflow so that calls to the production URL start it.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klingMotionControlApi', required: true, testedBy: 'testCredential' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without this, n8n responds with "firstEntryJson" (n8n facts §3).
				responseData: '',
				path: 'kling',
			},
		],
		properties: fields,
	};

	/**
	 * There is no webhook to register, because each task names its own callback URL. n8n calls this
	 * when the workflow is published, so the settings are checked here.
	 */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				noteActivation();
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

	/** Receives one callback. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerCallback(this);
	}

	/** Called in the execution that a callback has started. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await toStartedItems(this)];
	}
}
