import type { IExecuteFunctions, INodeExecutionData, INodePropertyOptions } from 'n8n-workflow';
import { taskNamed } from '../../../kling/task';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { readTaskId } from '../input/taskId';
import { waitForEachItem } from '../waiting';
import { readResumeUrl } from '../waiting/onCallback/resumeUrl';

export const option: INodePropertyOptions = {
	name: 'Wait',
	value: 'wait',
	action: 'Wait for a task',
	description: 'Wait for a task that was created before, and return its video',
};

/** Waits for one task an item; tasks that have ended already come out at once. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const account = await openAccount(context);
	return await waitForEachItem(context, {
		account,
		clock: createClock(context),
		resumeUrl: readResumeUrl(context, account.baseUrl),
		askAtOnce: true,
		start: (itemIndex, problems) => taskNamed(readTaskId(context, itemIndex, problems)),
		created: [],
		isCalledBack: () => true,
	});
}
