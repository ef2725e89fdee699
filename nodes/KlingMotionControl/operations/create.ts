import type { IExecuteFunctions, INodeExecutionData, INodePropertyOptions } from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { forEachItem } from '../../common/items';
import { outputOptionsOf, toItem } from '../../common/output';
import { TaskCreator } from '../creating/taskCreator';

export const option: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Create a task',
	description: 'Start a motion video and return the ID of its task at once',
};

/** One task an item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const creator = new TaskCreator(context, await openAccount(context), createClock(context));
	const work = async (itemIndex: number) => {
		const task = await creator.create(itemIndex);
		return [toItem(task, outputOptionsOf(context, itemIndex), itemIndex)];
	};
	return await forEachItem(context, work, creator.created);
}
