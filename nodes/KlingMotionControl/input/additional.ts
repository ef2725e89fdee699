import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskParameters } from '../../../kling/tasks/requestBody';
import { toBoolean, toFreeText, toPositiveNumber, toText } from './values';

/** A day, which is longer than an account needs for all tasks that it runs at once. */
const QUEUE_TIME_LIMIT_MINUTES = 24 * 60;

/** The parameters of a new task that few users need. */
type AdditionalFields = Pick<
	TaskParameters,
	'additionalBodyFields' | 'callbackUrl' | 'elementId' | 'externalTaskId' | 'watermark'
>;

/**
 * Reads the fields of `fields/additional.ts`. Every value is checked, because expressions may give
 * anything.
 */
export function readAdditionalFields(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): AdditionalFields {
	const given = context.getNodeParameter('options', itemIndex, {});
	return {
		watermark: toBoolean(given.watermark, 'Watermark', false, problems),
		callbackUrl: toText(given.callbackUrl),
		elementId: toFreeText(given.elementId, 'Element ID', problems),
		externalTaskId: toFreeText(given.externalTaskId, 'External Task ID', problems),
		additionalBodyFields: given.additionalBodyFields,
	};
}

/** How long the item may wait for a free place, in milliseconds. */
export function readQueueTimeLimit(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): number {
	const { queueTimeLimit } = context.getNodeParameter('options', itemIndex, {});
	const label = 'Queue Time Limit';
	return 60_000 * toPositiveNumber(queueTimeLimit, label, QUEUE_TIME_LIMIT_MINUTES, problems);
}
