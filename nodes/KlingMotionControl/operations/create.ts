import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { forEachItem } from '../../common/items';
import { outputOptionsOf, toItem } from '../../common/output';
import { simplifyField } from '../../common/outputFields';
import { TaskCreator } from '../creating/taskCreator';
import { callbackUrlOption, creationOptions } from '../fields/additional';
import { characterImageFields } from '../fields/characterImage';
import { motionFields } from '../fields/motion';
import { optionsCollection } from '../fields/options';
import { referenceVideoFields } from '../fields/referenceVideo';

export const option: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Start a motion video without waiting',
	description: 'Start a new motion video and return its ID at once',
};

export const fields: INodeProperties[] = [
	...characterImageFields,
	...referenceVideoFields,
	...motionFields,
	simplifyField,
	optionsCollection(callbackUrlOption, ...creationOptions),
];

/** One task an item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const creator = new TaskCreator(context, await openAccount(context), createClock(context));
	const work = async (itemIndex: number) => {
		const task = await creator.create(itemIndex);
		return [toItem(task, outputOptionsOf(context, itemIndex), itemIndex)];
	};
	return await forEachItem(context, work, creator.created);
}
