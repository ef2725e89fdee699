import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { outputOptionsOf } from '../../common/output';
import { downloadFields, simplifyField } from '../../common/outputFields';
import { optionsCollection } from '../fields/options';
import { taskIdFields } from '../fields/taskId';
import { resumeUrlNotice, waitingFields, waitingOptions } from '../fields/waiting';
import { readTaskId } from '../input/taskId';
import { waitForEachItem } from '../waiting';
import { readResumeUrl } from '../waiting/onCallback/resumeUrl';
import { readWaitingOptions } from '../input/waiting';

export const option: INodePropertyOptions = {
	name: 'Wait',
	value: 'wait',
	action: 'Wait for a motion video',
	description: 'Wait until a motion video that was started before is finished',
};

export const fields: INodeProperties[] = [
	...taskIdFields,
	...waitingFields,
	resumeUrlNotice,
	...downloadFields,
	simplifyField,
	optionsCollection(...waitingOptions),
];

/** Waits for the task of each item. Tasks that have already ended are returned at once. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const account = await openAccount(context);
	const options = readWaitingOptions(context);
	return await waitForEachItem(context, {
		account,
		clock: createClock(context),
		resumeUrl: readResumeUrl(context, account.baseUrl),
		options,
		start: async (itemIndex) => {
			const id = readTaskId(context, itemIndex, options[itemIndex]?.problems);
			const output = outputOptionsOf(context, itemIndex);
			return await Promise.resolve({ id, task: null, isNew: false, isCalledBack: true, output });
		},
		noteFailure: () => {},
		created: () => [],
	});
}
