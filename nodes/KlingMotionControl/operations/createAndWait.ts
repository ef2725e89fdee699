import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { downloadFields, simplifyField } from '../../common/outputFields';
import { TaskCreator } from '../creating/taskCreator';
import { callbackUrlOption, creationOptions } from '../fields/additional';
import { characterImageFields } from '../fields/characterImage';
import { motionFields } from '../fields/motion';
import { optionsCollection } from '../fields/options';
import { referenceVideoFields } from '../fields/referenceVideo';
import { waitingFields, triesOption, waitingOptions } from '../fields/waiting';
import { waitForEachItem } from '../waiting';
import { readResumeUrl } from '../waiting/onCallback/resumeUrl';
import { readWaitingOptions } from '../input/waiting';

export const option: INodePropertyOptions = {
	name: 'Create and Wait',
	value: 'createAndWait',
	action: 'Create a motion video and wait for it',
	description: 'Start a new motion video and return it when it is finished',
};

export const fields: INodeProperties[] = [
	...characterImageFields,
	...referenceVideoFields,
	...motionFields,
	...waitingFields,
	...downloadFields,
	simplifyField,
	optionsCollection(
		// On callback, Kling notifies the execution itself.
		{ ...callbackUrlOption, displayOptions: { hide: { '/resume': ['callback'] } } },
		...creationOptions,
		...waitingOptions,
		triesOption,
	),
];

/**
 * Creates one task for each item and waits for all of them. They run at the same time, as far as
 * the account allows.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const account = await openAccount(context);
	const clock = createClock(context);
	const resumeUrl = readResumeUrl(context, account.baseUrl);
	const options = readWaitingOptions(context);
	const creator = await TaskCreator.open(context, clock, { account, resumeUrl, waiting: options });
	return await waitForEachItem(context, {
		account,
		clock,
		resumeUrl,
		options,
		start: async (itemIndex, signal) => await creator.start(itemIndex, signal),
		noteFailure: (itemIndex) => creator.journal.noteFailure(itemIndex),
		created: () => creator.journal.created(),
	});
}
