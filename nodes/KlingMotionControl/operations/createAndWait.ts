import type { IExecuteFunctions, INodeExecutionData, INodePropertyOptions } from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { TaskCreator } from '../creating/taskCreator';
import { waitForEachItem } from '../waiting';
import { readResumeUrl } from '../waiting/onCallback/resumeUrl';

export const option: INodePropertyOptions = {
	name: 'Create and Wait',
	value: 'createAndWait',
	action: 'Create a task and wait for its video',
	description: 'Start a motion video and return it when it is finished',
};

/** One task an item; all of them are made at the same time, as far as the account allows. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const account = await openAccount(context);
	const clock = createClock(context);
	const resumeUrl = readResumeUrl(context, account.baseUrl);
	const creator = new TaskCreator(context, account, clock, resumeUrl);
	return await waitForEachItem(context, {
		account,
		clock,
		resumeUrl,
		askAtOnce: false,
		start: async (itemIndex, problems, signal) => await creator.create(itemIndex, problems, signal),
		created: creator.created,
		isCalledBack: () => creator.isCalledBack,
	});
}
