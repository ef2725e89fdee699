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
import { additionalFields } from './fields/additional';
import { characterImageFields } from './fields/characterImage';
import { motionFields } from './fields/motion';
import { outputFields } from '../common/outputFields';
import { referenceVideoFields } from './fields/referenceVideo';
import { taskIdFields } from './fields/taskId';
import { waitingFields } from './fields/waiting';
import { operationFields, operations } from './operations';
import { fields as getManyFields } from './operations/getMany';
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
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Turn a character image and a reference video into a motion video',
		defaults: { name: 'Kling Motion Control' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klingMotionControlApi', required: true, testedBy: 'testCredential' }],
		webhooks: RESUME_WEBHOOKS,
		waitingNodeTooltip:
			'Waiting until Kling calls. The execution is stored and goes on when the video is finished; you can close this window.',
		properties: [
			...operationFields,
			...taskIdFields,
			...characterImageFields,
			...referenceVideoFields,
			...motionFields,
			...getManyFields,
			...outputFields,
			...additionalFields,
			...waitingFields,
		],
	};

	methods = { listSearch: { searchTasks }, credentialTest: { testCredential } };

	/** Everything that differs between the operations is theirs. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = operations[this.getNodeParameter('operation', 0)];
		try {
			return [(await operation?.(this)) ?? []];
		} catch (error) {
			return [failAll(this, error)];
		}
	}

	/** One callback for an execution that waits. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resume(this);
	}
}
