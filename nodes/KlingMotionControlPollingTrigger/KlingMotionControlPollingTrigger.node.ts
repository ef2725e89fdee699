import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { toNodeError } from '../common/errors';
import { noteActivation } from '../common/startUp';
import { END_OPTIONS, subtitleOf } from '../common/triggerFields';
import { pollingTriggerFields } from './fields';
import { oneAtATime } from './oneAtATime';
import { poll } from './poll';

/**
 * Starts a workflow for each video that has ended. It polls Kling, so n8n needs no public address.
 */
export class KlingMotionControlPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kling Motion Control Polling Trigger',
		name: 'klingMotionControlPollingTrigger',
		icon: { light: 'file:../../icons/kling.svg', dark: 'file:../../icons/kling.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: subtitleOf(END_OPTIONS),
		description:
			'Start a workflow for every motion video that is ready, even where Kling cannot reach n8n',
		defaults: { name: 'Kling Motion Control Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klingMotionControlApi', required: true, testedBy: 'testCredential' }],
		properties: pollingTriggerFields,
	};

	/** Called by n8n at the times that the user has set. */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		noteActivation();
		try {
			const items = await oneAtATime(this, async () => await poll(this));
			return items && [items];
		} catch (error) {
			throw toNodeError(this, error);
		}
	}
}
