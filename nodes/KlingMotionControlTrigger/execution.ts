import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parseTask } from '../../kling/api/parseTask';
import { eventOf } from '../../kling/callbacks/evaluate';
import { outputOptionsOf, toItemWithVideoOrReason } from '../common/output';
import { openMemory } from './memory';

/**
 * Makes the item of the task that a callback has reported, with its video if the user wants it, and
 * remembers that this event has started an execution. This happens in the execution, because Kling
 * waits for the response to its callback.
 *
 * @returns nothing if the same event has already started another execution
 */
export async function toStartedItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const memory = openMemory(context);
	const toItems = async (input: INodeExecutionData, itemIndex: number) => {
		const task = parseTask(input.json);
		if (task === null) return [input];
		const event = eventOf(task);
		if (!memory.begin(event, context.getExecutionId())) return [];
		const options = outputOptionsOf(context, itemIndex);
		const item = await toItemWithVideoOrReason(context, task, options, itemIndex);
		memory.keep(event);
		return [item];
	};
	return (await Promise.all(context.getInputData().map(toItems))).flat();
}
