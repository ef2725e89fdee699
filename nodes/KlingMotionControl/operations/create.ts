import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { collect, settleTogether } from '../../common/items';
import { toItem, toNamedItem } from '../../common/output';
import { simplifyField } from '../../common/outputFields';
import { TaskCreator } from '../creating/taskCreator';
import { callbackUrlOption, creationOptions } from '../fields/additional';
import { characterImageFields } from '../fields/characterImage';
import { motionFields } from '../fields/motion';
import { optionsCollection } from '../fields/options';
import { referenceVideoFields } from '../fields/referenceVideo';
import { ignoreKlingError } from '../../../kling/errors';
import { isFailed } from '../../../kling/task';
import { spentIdError } from '../../../kling/tasks/failures';

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

/** Creates one task for each item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const account = await openAccount(context);
	const clock = createClock(context);
	const request = { account, resumeUrl: null, waiting: [] };
	const creator = await TaskCreator.open(context, clock, request);
	const start = async (itemIndex: number, signal: AbortSignal) => {
		const { id, task, output } = await creator.start(itemIndex, signal);
		if (task && isFailed(task)) {
			creator.journal.noteFailure(itemIndex);
			throw spentIdError(task.externalId ?? id, task.statusMessage);
		}
		const known = task ?? (await account.client.get(id).catch(ignoreKlingError));
		return [known ? toItem(known, output, itemIndex) : toNamedItem(id, itemIndex)];
	};
	return collect(await settleTogether(context, start, () => creator.journal.created()));
}
