import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { failAll } from '../common/items';
import { additionalFields } from './fields/additional';
import { characterImageFields } from './fields/characterImage';
import { motionFields } from './fields/motion';
import { outputFields } from './fields/output';
import { referenceVideoFields } from './fields/referenceVideo';
import { taskIdFields } from './fields/taskId';
import { waitingFields } from './fields/waiting';
import { operationFields, operations } from './operations';
import { fields as getManyFields } from './operations/getMany';
import { searchTasks } from './searchTasks';
import { testCredential } from './testCredential';

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
}
