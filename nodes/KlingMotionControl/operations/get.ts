import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { withRetries } from '../../../kling/api/retries';
import { createLimiter } from '../../../kling/concurrency';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { CONCURRENT_DOWNLOADS } from '../../common/download';
import { forEachItem } from '../../common/items';
import { outputOptionsOf, toItemWithVideo } from '../../common/output';
import { downloadFields, simplifyField } from '../../common/outputFields';
import { taskIdFields } from '../fields/taskId';
import { readTaskId } from '../input/taskId';

export const option: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	action: 'Get a motion video',
	description: 'Retrieve a motion video as it is now, finished or not',
};

export const fields: INodeProperties[] = [...taskIdFields, ...downloadFields, simplifyField];

/** Returns the task of each item in its current state. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { client } = await openAccount(context);
	const clock = createClock(context);
	const limitDownloads = createLimiter(CONCURRENT_DOWNLOADS);
	return await forEachItem(context, async (itemIndex) => {
		const id = readTaskId(context, itemIndex);
		const task = await withRetries(clock, async () => await client.get(id));
		const options = outputOptionsOf(context, itemIndex);
		const toItem = async () => await toItemWithVideo(context, task, options, itemIndex);
		return [await limitDownloads(toItem)];
	});
}
